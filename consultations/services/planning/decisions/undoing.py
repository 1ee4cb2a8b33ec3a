"""Take a decision back, the last one or an earlier one, unless somebody has decided otherwise since."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from accounts.models import User
from consultations.models import PlannerDecision
from consultations.services.planning.decisions import facts, ledger
from consultations.services.planning.decisions.facts import Aspect
from consultations.services.planning.decisions.ledger import Act, ChangedSinceError, Kind


class AlreadyUndoneError(Exception):
    """It has been undone, and is not in force. Undoing that undo brings it back."""


def undo(*, decision: PlannerDecision, decided_by: User, now: datetime) -> PlannerDecision | None:
    """Everything it changed goes back; what others have changed since is not overwritten.

    Raises `AlreadyUndoneError`, or `ChangedSinceError` with the decision that stands in the way.
    """
    try:
        with ledger.turn(decision.consultation):
            return _undo(_in_force(decision), decided_by, now)
    except IntegrityError as broken:
        # A pinned theme would be merged: the constraint knows before any check of ours.
        raise ChangedSinceError(_in_the_way(decision, *_touched(decision))) from broken


def _in_force(decision: PlannerDecision) -> PlannerDecision:
    """The decision, or where it was undone and brought back, what brought it back."""
    while undone := PlannerDecision.objects.filter(undoes=decision).first():
        brought_back = PlannerDecision.objects.filter(undoes=undone).first()
        if brought_back is None:
            raise AlreadyUndoneError
        decision = brought_back
    return decision


def _undo(decision: PlannerDecision, decided_by: User, now: datetime) -> PlannerDecision | None:
    back, forth = _sides(decision)
    moved_on = {aspect: _moved_on(aspect, values) for aspect, values in forth.items()}
    if any(moved_on.values()):
        themes, opinions = _split(moved_on)
        raise ChangedSinceError(_in_the_way(decision, themes, opinions))
    act = Act(
        Kind.UNDO,
        decision.consultation,
        decided_by,
        now,
        subject=f"decision:{decision.number}",
        details=_told(decision),
        undoes=decision,
    )
    done = ledger.carry_out(act, back)
    if not facts.fit_together(decision.consultation):
        raise ChangedSinceError(_in_the_way(decision, *_touched(decision), but=done))
    return done


def _told(decision: PlannerDecision) -> dict[str, Any]:
    """The same words as those of the decision; `again` says that an undo was undone."""
    is_undo = decision.kind == Kind.UNDO
    told: dict[str, Any] = {"kind": decision.kind, "again": False} | decision.details
    return told | {"undone": decision.number, "again": is_undo and not told["again"]}


def _sides(decision: PlannerDecision) -> tuple[dict[Aspect, dict[int, Any]], dict[Aspect, dict[int, Any]]]:
    back: defaultdict[Aspect, dict[int, Any]] = defaultdict(dict)
    forth: defaultdict[Aspect, dict[int, Any]] = defaultdict(dict)
    for change in decision.changes.all():
        key = change.theme_id or change.opinion_id or 0
        back[Aspect(change.aspect)][key] = change.before
        forth[Aspect(change.aspect)][key] = change.after
    return back, forth


def _moved_on(aspect: Aspect, values: dict[int, Any]) -> set[int]:
    now = facts.read(aspect, values.keys())
    return {key for key, value in values.items() if now.get(key) != value}


def _touched(decision: PlannerDecision) -> tuple[set[int], set[int]]:
    """Its themes and opinions, and those that they pointed to."""
    themes, opinions = set[int](), set[int]()
    for change in decision.changes.all():
        themes.update({change.theme_id} - {None})  # type: ignore[arg-type]
        opinions.update({change.opinion_id} - {None})  # type: ignore[arg-type]
        if change.aspect == Aspect.MERGED_INTO:
            themes.update(key for key in (change.before, change.after) if key)
        if change.aspect == Aspect.COPY:
            opinions.update(key for key in (change.before, change.after) if isinstance(key, int))
    return themes, opinions


def _split(keys: dict[Aspect, set[int]]) -> tuple[set[int], set[int]]:
    themes, opinions = set[int](), set[int]()
    for aspect, found in keys.items():
        (opinions if aspect in facts.OF_OPINIONS else themes).update(found)
    return themes, opinions


def _in_the_way(
    decision: PlannerDecision,
    themes: set[int],
    opinions: set[int],
    *,
    but: PlannerDecision | None = None,
) -> PlannerDecision:
    newest = ledger.newest_about(
        decision.consultation, since=decision.number, themes=themes, opinions=opinions, leave_out=but
    )
    return newest or decision
