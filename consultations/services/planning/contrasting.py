"""What people of one area, channel or answer say more or less often than the others of a run."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from consultations.models import AnalysisRun, Membership, Opinion, Theme
from consultations.services.planning.selecting import MOST_ANSWERS
from nlp.contrasts.finding import Contrast, Counts, contrasts
from nlp.contrasts.hiding import FEWEST

SURE = 0.05
"""Of the differences told with a q-value up to this, one in twenty is expected to be none."""
_OPINION = "revision__opinion__"
_FIELDS = ("author_id", "origin__pk", "author_name", "receipt", "area__name", "channel", "attributes")


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
    for row in _rows(run):
        person = _person(row)
        for attribute, group in _groups(row):
            people[attribute][group].add(person)
            for subject in _subjects(row, names):
                said[attribute][group, subject].add(person)
    return [
        Counts(
            attribute,
            {group: len(some) for group, some in groups.items()},
            {cell: len(some) for cell, some in said[attribute].items()},
        )
        for attribute, groups in people.items()
        if len(groups) <= MOST_ANSWERS and sum(len(some) >= FEWEST for some in groups.values()) > 1
    ]


def _rows(run: AnalysisRun) -> Any:
    places: Any = run.memberships.all().with_standing().exclude(standing="withheld").order_by()  # type: ignore[misc]
    fields = {name: f"{_OPINION}{name}" for name in _FIELDS}
    for values in places.values_list("standing_theme", "standing_stance", *fields.values()).iterator(2_000):
        yield dict(zip(("theme", "stance", *fields), values, strict=True))


def _person(row: dict[str, Any]) -> str:
    if row["author_id"]:
        return f"account:{row['author_id']}"
    return str((row["origin__pk"] and row["author_name"]) or row["receipt"])


def _groups(row: dict[str, Any]) -> list[tuple[str, str]]:
    known = [(label, answer) for label, answer in row["attributes"].items() if isinstance(answer, str)]
    channel = str(Opinion.Channel(row["channel"]).label)
    own = [(_("Area"), row["area__name"] or ""), (_("How it was handed in"), channel)]
    return [(label, group) for label, group in [*own, *known] if group]


def _subjects(row: dict[str, Any], names: dict[int, str]) -> list[str]:
    theme = names.get(row["theme"])
    stance = str(Membership.Stance(row["stance"]).label) if row["stance"] else ""
    return [
        subject for subject in (theme, stance and _("Stance: %(stance)s") % {"stance": stance}) if subject
    ]
