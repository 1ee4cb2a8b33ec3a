"""Decisions beside what the newest run suggests, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from consultations.models import Consultation, DecisionChange, Membership, Opinion, PlannerDecision, Theme
from consultations.services.planning.decisions.facts import FOUND
from consultations.views.planning import decided

SHOWN = 3
Aspect = DecisionChange.Aspect


@dataclass(frozen=True)
class ChangeRow:
    """One theme or opinion that was decided about."""

    about: str
    receipt: str
    aspect: str
    before: str
    decided: str
    machine: str

    @property
    def differs(self) -> bool:
        return self.decided != self.machine


@dataclass(frozen=True)
class DecisionRow:
    decision: PlannerDecision
    words: str
    undone_by: PlannerDecision | None
    changes: list[ChangeRow] = field(default_factory=list)
    more: int = 0


@dataclass(frozen=True)
class _Known:
    """Names of everything that a value can point to."""

    labels: dict[int, str]
    found_labels: dict[int, str]
    receipts: dict[int, str]
    places: dict[int, Membership]


def rows(consultation: Consultation, decisions: Sequence[PlannerDecision]) -> list[DecisionRow]:
    """For a page: the first few things that each one changed, and how many there are."""
    numbered = DecisionChange.objects.filter(decision__in=decisions).annotate(
        position=Window(RowNumber(), partition_by=F("decision"), order_by=F("pk").asc()),
        backwards=Window(RowNumber(), partition_by=F("decision"), order_by=F("pk").desc()),
    )
    changes = list(numbered.filter(position__lte=SHOWN).order_by("pk"))
    known = _known(consultation, changes)
    of: defaultdict[int, list[ChangeRow]] = defaultdict(list)
    many: dict[int, int] = {}
    for change in changes:
        of[change.decision_id].append(_row(change, known))
        many.setdefault(change.decision_id, change.backwards)
    return [
        DecisionRow(
            decision,
            decided.sentence(decision),
            getattr(decision, "undone_by", None),
            of[decision.pk],
            many.get(decision.pk, 0) - len(of[decision.pk]),
        )
        for decision in decisions
    ]


def table(consultation: Consultation, decisions: Sequence[PlannerDecision]) -> Iterator[Sequence[object]]:
    """For a file: one line for everything that was ever decided about."""
    by_key = {decision.pk: decision for decision in decisions}
    found = DecisionChange.objects.filter(decision__consultation=consultation)
    changes = list(found.order_by("-decision__number", "pk"))
    known = _known(consultation, changes)
    for change in changes:
        if change.decision_id in by_key:
            decision, row = by_key[change.decision_id], _row(change, known)
            undone = getattr(decision, "undone_by", None)
            yield (
                decision.number,
                decision.decided_at.isoformat(timespec="seconds"),
                str(decision.decided_by),
                decision.kind,
                row.about,
                change.aspect,
                row.before,
                row.decided,
                row.machine,
                undone.number if undone else "",
            )


def _known(consultation: Consultation, changes: Iterable[DecisionChange]) -> _Known:
    themes = list(Theme.objects.filter(consultation=consultation))
    keys = {change.opinion_id for change in changes if change.opinion_id}
    keys |= {
        value
        for change in changes
        for value in (change.before, change.after)
        if change.aspect == Aspect.COPY and isinstance(value, int)
    }
    places = _places(consultation, keys)
    originals = {place.copy_of.opinion_id for place in places.values() if place.copy_of}
    named = Opinion.objects.filter(consultation=consultation)
    if len(keys) < _MANY:
        named = named.filter(pk__in=keys | originals)
    return _Known(
        {theme.pk: theme.label for theme in themes},
        {theme.pk: theme.found_label for theme in themes},
        dict(named.values_list("pk", "receipt")),
        places,
    )


_MANY = 500
"""From here on everything of the consultation is read at once."""


def _places(consultation: Consultation, keys: set[int]) -> dict[int, Membership]:
    run = consultation.runs.first()
    if run is None:
        return {}
    found = run.memberships.select_related("revision", "copy_of", "cluster").defer(
        "revision__text", "copy_of__text"
    )
    if len(keys) < _MANY:
        found = found.filter(revision__opinion__in=keys)
    return {place.revision.opinion_id: place for place in found}


def _row(change: DecisionChange, known: _Known) -> ChangeRow:
    machine = _machine(change, known)
    theme, opinion = change.theme_id, change.opinion_id
    return ChangeRow(
        about=known.labels.get(theme, "") if theme else known.receipts.get(opinion or 0, ""),
        receipt=known.receipts.get(opinion, "") if opinion else "",
        aspect=change.get_aspect_display(),
        before=_value(change, change.before, machine, known),
        decided=_value(change, change.after, machine, known),
        machine=machine,
    )


def _machine(change: DecisionChange, known: _Known) -> str:
    """What the newest run suggests for it."""
    if change.theme_id:
        return _machine_of_theme(change, known)
    place = known.places.get(change.opinion_id or 0)
    if place is None:
        return _("Not read yet")
    if change.aspect == Aspect.STANCE:
        return decided.stance(place.stance)
    if change.aspect == Aspect.COPY:
        original = place.copy_of.opinion_id if place.copy_of else None
        return known.receipts.get(original, "") if original else _("No copy")
    theme = place.cluster.theme_id if place.cluster else None
    return known.labels.get(theme, "") if theme else _("In no theme")


def _machine_of_theme(change: DecisionChange, known: _Known) -> str:
    if change.aspect == Aspect.LABEL:
        return known.found_labels.get(change.theme_id or 0, "")
    return _("By itself") if change.aspect == Aspect.MERGED_INTO else "–"


def _value(change: DecisionChange, value: Any, machine: str, known: _Known) -> str:
    if value == FOUND and change.opinion_id:
        return _("As found: %(machine)s") % {"machine": machine}
    if change.aspect == Aspect.STANCE:
        return decided.stance(value)
    if change.aspect == Aspect.COPY:
        return known.receipts.get(value, "") if value else _("No copy")
    if change.aspect == Aspect.PLACE:
        return known.labels.get(value, "") if value else _("In no theme")
    return _of_theme(change, value, known)


def _of_theme(change: DecisionChange, value: Any, known: _Known) -> str:
    if change.aspect == Aspect.LABEL:
        return str(value) or known.found_labels.get(change.theme_id or 0, "")
    if change.aspect == Aspect.MERGED_INTO:
        return known.labels.get(value, "") if value else _("By itself")
    if change.aspect == Aspect.ASIDE and value:
        return str(value[1])
    return _("Yes") if value else _("No")
