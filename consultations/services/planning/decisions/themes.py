"""What people decide about themes: their names, which are one, which come first, which are set aside."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from consultations.models import PlannerDecision, Theme
from consultations.services.planning.decisions import ledger
from consultations.services.planning.decisions.facts import Aspect, Values
from consultations.services.planning.decisions.ledger import Act, Kind


class ForeignThemeError(Exception):
    """The theme belongs to another consultation, or is the same one."""


class MergedAwayError(Exception):
    """The theme has been merged into another one."""


class PinnedError(Exception):
    """A pinned theme stands by itself: it is not merged into another."""


def rename(
    *, theme: Theme, label: str, decided_by: User, now: datetime, seen: int | None = None
) -> PlannerDecision | None:
    """An empty label gives the theme back the name that the analysis found."""
    details = {"from": theme.label, "to": label or theme.found_label}
    return _decide(Kind.RENAME, theme, {Aspect.LABEL: {theme.pk: label}}, decided_by, now, seen, details)


def merge(
    *, theme: Theme, into: Theme, decided_by: User, now: datetime, seen: int | None = None
) -> PlannerDecision | None:
    """Count everything in `theme` under `into`, in this run and in later ones."""
    if theme.consultation_id != into.consultation_id or theme.pk == into.pk:
        raise ForeignThemeError
    with ledger.turn(theme.consultation):
        current = Theme.objects.in_bulk([theme.pk, into.pk])
        if any(one.merged_into_id for one in current.values()):
            raise MergedAwayError
        if current[theme.pk].pinned_at:
            raise PinnedError
        # Merges stay one step deep: what was merged into `theme` goes along.
        along = Theme.objects.filter(merged_into=theme).values_list("pk", flat=True)
        wanted = {Aspect.MERGED_INTO: dict.fromkeys([theme.pk, *along], into.pk)}
        act = _act(Kind.MERGE, theme, decided_by, now, seen, {"into": into.label})
        return ledger.carry_out(act, wanted, looked_at=[into.pk])


def take_apart(
    *, theme: Theme, decided_by: User, now: datetime, seen: int | None = None
) -> PlannerDecision | None:
    """Take a merged theme out again."""
    wanted = {Aspect.MERGED_INTO: {theme.pk: None}}
    details = {"from": theme.merged_into.label if theme.merged_into else ""}
    return _decide(Kind.TAKE_APART, theme, wanted, decided_by, now, seen, details)


def pin(*, theme: Theme, decided_by: User, now: datetime, seen: int | None = None) -> PlannerDecision | None:
    """It stays first and by itself, and later runs keep it."""
    with ledger.turn(theme.consultation):
        current = Theme.objects.get(pk=theme.pk)
        if current.merged_into_id:
            raise MergedAwayError
        if current.pinned_at:
            return None
        wanted = {Aspect.PINNED: {theme.pk: now.isoformat()}}
        return ledger.carry_out(_act(Kind.PIN, theme, decided_by, now, seen, {}), wanted)


def unpin(
    *, theme: Theme, decided_by: User, now: datetime, seen: int | None = None
) -> PlannerDecision | None:
    return _decide(Kind.UNPIN, theme, {Aspect.PINNED: {theme.pk: None}}, decided_by, now, seen, {})


def set_aside(
    *, theme: Theme, reason: str, decided_by: User, now: datetime, seen: int | None = None
) -> PlannerDecision | None:
    """It is outside what was asked: its opinions stay counted and are shown apart."""
    wanted = {Aspect.ASIDE: {theme.pk: [now.isoformat(), reason]}}
    with ledger.turn(theme.consultation):
        current = Theme.objects.get(pk=theme.pk)
        if current.set_aside_at and current.set_aside_reason == reason:
            return None
        act = _act(Kind.SET_ASIDE, theme, decided_by, now, seen, {"reason": reason})
        return ledger.carry_out(act, wanted)


def bring_back(
    *, theme: Theme, decided_by: User, now: datetime, seen: int | None = None
) -> PlannerDecision | None:
    return _decide(Kind.BRING_BACK, theme, {Aspect.ASIDE: {theme.pk: None}}, decided_by, now, seen, {})


def _decide(
    kind: PlannerDecision.Kind,
    theme: Theme,
    wanted: Mapping[Aspect, Values],
    decided_by: User,
    now: datetime,
    seen: int | None,
    details: dict[str, Any],
) -> PlannerDecision | None:
    with ledger.turn(theme.consultation):
        return ledger.carry_out(_act(kind, theme, decided_by, now, seen, details), wanted)


def _act(
    kind: PlannerDecision.Kind,
    theme: Theme,
    decided_by: User,
    now: datetime,
    seen: int | None,
    details: dict[str, Any],
) -> Act:
    named = {"theme": theme.label, "id": str(theme.stable_id), **details}
    subject = f"theme:{theme.stable_id}"
    return Act(kind, theme.consultation, decided_by, now, seen, subject, named)
