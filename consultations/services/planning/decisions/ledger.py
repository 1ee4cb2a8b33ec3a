"""Every decision of a planner is carried out, numbered and recorded here: all of it or nothing."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction

from accounts import audit
from accounts.models import User
from consultations.models import Consultation, DecisionChange, PlannerDecision
from consultations.services.planning.decisions import facts
from consultations.services.planning.decisions.facts import Aspect, Values

Kind = PlannerDecision.Kind
_ABOUT_OPINIONS = frozenset({Kind.MOVE, Kind.COPY, Kind.STANCE})


class ChangedSinceError(Exception):
    """Somebody decided something else about the same theme or opinion in the meantime: `decision`."""

    def __init__(self, decision: PlannerDecision) -> None:
        super().__init__(str(decision))
        self.decision = decision


@dataclass(frozen=True)
class Act:
    """Who decides what. `seen` is the newest decision on the page that they looked at, if it said."""

    kind: PlannerDecision.Kind
    consultation: Consultation
    decided_by: User
    now: datetime
    seen: int | None = None
    subject: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    undoes: PlannerDecision | None = None


@contextmanager
def turn(consultation: Consultation) -> Iterator[None]:
    """One decision at a time about one consultation, so that each reads what the one before it left."""
    with transaction.atomic():
        # SQLite queues whole transactions; PostgreSQL needs a row to wait for.
        Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
        yield


def carry_out(
    act: Act, wanted: Mapping[Aspect, Values], *, looked_at: Collection[int] = ()
) -> PlannerDecision | None:
    """Bring about what is wanted; None when it stands so already. `looked_at`: other themes that matter.

    Has to be called in one's `turn`. Raises `ChangedSinceError`.
    """
    _refuse_if_changed(act, wanted, looked_at)
    before = {aspect: facts.read(aspect, values.keys()) for aspect, values in wanted.items()}
    changed = {
        aspect: {key: value for key, value in values.items() if before[aspect][key] != value}
        for aspect, values in wanted.items()
    }
    if not any(changed.values()):
        return None
    for aspect, values in changed.items():
        facts.write(aspect, values, decided_by=act.decided_by, now=act.now)
    return _note(act, before, changed)


def newest_about(
    consultation: Consultation,
    *,
    since: int,
    themes: Collection[int],
    opinions: Collection[int],
    leave_out: PlannerDecision | None = None,
) -> PlannerDecision | None:
    """The newest decision after number `since` about one of these."""
    rows = _changes_since(consultation, since).exclude(decision=leave_out)
    return _newest(rows, themes, opinions)


def refuse_if_changed(
    consultation: Consultation, *, since: int, by: User, themes: Collection[int], opinions: Collection[int]
) -> None:
    """Raise `ChangedSinceError` when others than `by` decided about one of these after number `since`."""
    rows = _changes_since(consultation, since).exclude(decision__decided_by=by)
    newest = _newest(rows, themes, opinions)
    if newest:
        raise ChangedSinceError(newest)


def _refuse_if_changed(act: Act, wanted: Mapping[Aspect, Values], looked_at: Collection[int]) -> None:
    if act.seen is None:
        return
    themes, opinions = set(looked_at), set[int]()
    for aspect, values in wanted.items():
        (opinions if aspect in facts.OF_OPINIONS else themes).update(values)
    refuse_if_changed(act.consultation, since=act.seen, by=act.decided_by, themes=themes, opinions=opinions)


def _newest(
    rows: "models.QuerySet[DecisionChange]", themes: Collection[int], opinions: Collection[int]
) -> PlannerDecision | None:
    """Of the decisions that these changes belong to, the newest about one of these."""
    found = {
        decision
        for opinion, theme, decision in rows.values_list("opinion", "theme", "decision")
        if theme in themes or opinion in opinions
    }
    decisions = PlannerDecision.objects.select_related("decided_by", "undoes", "undoes__decided_by")
    return decisions.filter(pk__in=found).first()


def _changes_since(consultation: Consultation, number: int) -> "models.QuerySet[DecisionChange]":
    return DecisionChange.objects.filter(decision__consultation=consultation, decision__number__gt=number)


def _note(act: Act, before: Mapping[Aspect, Values], changed: Mapping[Aspect, Values]) -> PlannerDecision:
    decision = PlannerDecision.objects.create(
        consultation=act.consultation,
        number=act.consultation.decisions.all().newest_number() + 1,
        kind=act.kind,
        details=act.details,
        decided_by=act.decided_by,
        decided_at=act.now,
        undoes=act.undoes,
    )
    DecisionChange.objects.bulk_create(
        [
            DecisionChange(
                decision=decision,
                aspect=aspect,
                **{"opinion_id" if aspect in facts.OF_OPINIONS else "theme_id": key},
                before=before[aspect][key],
                after=value,
            )
            for aspect, values in changed.items()
            for key, value in values.items()
        ],
        batch_size=facts.BATCH,
    )
    audit.record(
        actor=act.decided_by,
        action=_audited(act),
        subject=act.subject,
        now=act.now,
        details={"decision": decision.number, **act.details},
    )
    return decision


def _audited(act: Act) -> str:
    if act.kind == Kind.UNDO:
        return "decision.undo"
    return f"opinion.{act.kind}" if act.kind in _ABOUT_OPINIONS else f"theme.{act.kind}"
