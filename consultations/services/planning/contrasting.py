"""What people of one area, channel or answer say more or less often than the others of a run."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, partial

from django.utils.translation import gettext as _

from consultations.models import AnalysisRun, Membership, Theme
from consultations.services.planning.people import said_in
from consultations.services.planning.selecting import MOST_ANSWERS
from nlp.contrasts.finding import Contrast, Counts, contrasts
from nlp.contrasts.hiding import FEWEST

SURE = 0.05
"""Of the differences told with a q-value up to this, one in twenty is expected to be none."""


@dataclass(frozen=True)
class Found:
    """`told`: sure differences, the surest first; `others` compared without one; `hidden` for few people."""

    told: list[Contrast]
    others: list[Contrast]
    hidden: list[Contrast]


def found_in(run: AnalysisRun) -> Found:
    """Compare each group with everybody else, over themes and stances as they stand now.

    People count, not opinions: an account once however often it wrote; of the others each opinion is
    somebody. What is withheld counts nowhere. Two queries.
    """
    everything = contrasts(_counts(run))
    shown = [one for one in everything if not one.is_hidden]
    return Found(
        told=[one for one in shown if one.q is not None and one.q <= SURE],
        others=[one for one in shown if one.q is None or one.q > SURE],
        hidden=[one for one in everything if one.is_hidden],
    )


def _counts(run: AnalysisRun) -> list[Counts]:
    """A count for every attribute that at least two groups of enough people have."""
    names = {theme.pk: theme.label for theme in Theme.objects.filter(consultation=run.consultation_id)}
    people: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    said: defaultdict[str, defaultdict[tuple[str, str], set[str]]] = defaultdict(lambda: defaultdict(set))
    subjects = cache(partial(_subjects, names))
    for one in said_in(run):
        spoken = subjects(one.theme, one.stance)
        for group in one.groups:
            people[group.attribute][group.name].add(one.person)
            for subject in spoken:
                said[group.attribute][group.name, subject].add(one.person)
    return [
        Counts(
            attribute,
            {group: len(some) for group, some in groups.items()},
            {cell: len(some) for cell, some in said[attribute].items()},
        )
        for attribute, groups in people.items()
        if len(groups) <= MOST_ANSWERS and sum(len(some) >= FEWEST for some in groups.values()) > 1
    ]


def _subjects(names: dict[int, str], theme: int | None, stance: str) -> list[str]:
    label = names.get(theme) if theme else None
    taken = stance and _("Stance: %(stance)s") % {"stance": Membership.Stance(stance).label}
    return [subject for subject in (label, taken) if subject]
