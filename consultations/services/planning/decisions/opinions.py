"""What people decide about opinions: their theme, whether they repeat another, the stance they take."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from consultations.models import Consultation, CopyDecision, Membership, Opinion, PlannerDecision, Theme
from consultations.services.planning.decisions import facts, ledger
from consultations.services.planning.decisions.facts import FOUND, Aspect
from consultations.services.planning.decisions.ledger import Act, Kind
from consultations.services.planning.decisions.themes import ForeignThemeError, MergedAwayError


class NoOpinionsError(Exception):
    """None of them is of this consultation."""


class CopyOfItselfError(Exception):
    """The only opinion chosen is the one it would repeat."""


def move(
    *,
    opinions: Sequence[Opinion],
    theme: Theme | None,
    decided_by: User,
    now: datetime,
    seen: int | None = None,
) -> PlannerDecision | None:
    """Put opinions into a theme, or into none. This stands before whatever a run suggests."""
    consultation = _consultation_of(opinions)
    with ledger.turn(consultation):
        if theme is not None:
            _refuse_unfit(theme, consultation)
        act = _act(Kind.MOVE, opinions, decided_by, now, seen, {"to": theme.label if theme else None})
        wanted = {Aspect.PLACE: dict.fromkeys(_keys(opinions), theme.pk if theme else None)}
        return ledger.carry_out(act, wanted, looked_at=[theme.pk] if theme else [])


def release(
    *, opinions: Sequence[Opinion], decided_by: User, now: datetime, seen: int | None = None
) -> PlannerDecision | None:
    """The opinions stand again where the run put them."""
    with ledger.turn(_consultation_of(opinions)):
        act = _act(Kind.MOVE, opinions, decided_by, now, seen, {"found": True})
        return ledger.carry_out(act, {Aspect.PLACE: dict.fromkeys(_keys(opinions), FOUND)})


def split(
    *, opinions: Sequence[Opinion], label: str, decided_by: User, now: datetime, seen: int | None = None
) -> PlannerDecision | None:
    """A new theme made of these opinions. As a person put them there, it outlives every run."""
    consultation = _consultation_of(opinions)
    with ledger.turn(consultation):
        theme = Theme.objects.create(
            consultation=consultation,
            staff_label=label,
            labelled_by=decided_by,
            made_by=decided_by,
            created_at=now,
        )
        details = {"theme": label, "id": str(theme.stable_id)}
        act = _act(Kind.SPLIT, opinions, decided_by, now, seen, details)
        return ledger.carry_out(act, {Aspect.PLACE: dict.fromkeys(_keys(opinions), theme.pk)})


def mark_copies(
    *, opinions: Sequence[Opinion], of: Opinion, decided_by: User, now: datetime, seen: int | None = None
) -> PlannerDecision | None:
    """They repeat `of`, or what that one repeats itself. What repeats them goes along."""
    consultation = _consultation_of([*opinions, of])
    with ledger.turn(consultation):
        first = _first_of(of)
        keys = set(_keys(opinions)) - {first.pk}
        if not keys:
            raise CopyOfItselfError
        keys |= _repeating(consultation, keys) - {first.pk}
        chosen = [opinion for opinion in opinions if opinion.pk != first.pk]
        act = _act(Kind.COPY, chosen, decided_by, now, seen, {"of": first.receipt})
        return ledger.carry_out(act, {Aspect.COPY: dict.fromkeys(sorted(keys), first.pk)})


def mark_distinct(
    *, opinions: Sequence[Opinion], decided_by: User, now: datetime, seen: int | None = None
) -> PlannerDecision | None:
    """They repeat nothing, whatever a run says."""
    with ledger.turn(_consultation_of(opinions)):
        act = _act(Kind.COPY, opinions, decided_by, now, seen, {"of": None})
        return ledger.carry_out(act, {Aspect.COPY: dict.fromkeys(_keys(opinions), None)})


def read_as(
    *, opinions: Sequence[Opinion], stance: str, decided_by: User, now: datetime, seen: int | None = None
) -> PlannerDecision | None:
    """The stance that their words take: one of `Membership.Stance`, or empty for none."""
    with ledger.turn(_consultation_of(opinions)):
        act = _act(Kind.STANCE, opinions, decided_by, now, seen, {"stance": stance})
        return ledger.carry_out(act, {Aspect.STANCE: dict.fromkeys(_keys(opinions), stance)})


def _consultation_of(opinions: Sequence[Opinion]) -> Consultation:
    if not opinions:
        raise NoOpinionsError
    if len({opinion.consultation_id for opinion in opinions}) > 1:
        raise ForeignThemeError
    return opinions[0].consultation


def _refuse_unfit(theme: Theme, consultation: Consultation) -> None:
    if theme.consultation_id != consultation.pk:
        raise ForeignThemeError
    if Theme.objects.filter(pk=theme.pk, merged_into__isnull=False).exists():
        raise MergedAwayError


def _first_of(opinion: Opinion) -> Opinion:
    """What an opinion repeats, by a person's word before a run's; itself if nothing."""
    decided = CopyDecision.objects.filter(opinion=opinion).select_related("copy_of__consultation").first()
    if decided:
        return decided.copy_of or opinion
    found = _places(opinion.consultation).filter(revision__opinion=opinion, state="copy")
    place = found.select_related("copy_of__opinion__consultation").first()
    return place.copy_of.opinion if place and place.copy_of else opinion


def _repeating(consultation: Consultation, keys: set[int]) -> set[int]:
    found: set[int] = set()
    for batch in facts.in_batches(keys):
        marked = CopyDecision.objects.filter(copy_of__in=batch)
        copies = _places(consultation).filter(
            state="copy", copy_of__opinion__in=batch, revision__opinion__copy_decision=None
        )
        found.update(marked.values_list("opinion", flat=True))
        found.update(copies.values_list("revision__opinion", flat=True))
    return found


def _places(consultation: Consultation) -> Any:
    run = consultation.runs.first()
    return run.memberships.all() if run else Membership.objects.none()


def _keys(opinions: Sequence[Opinion]) -> list[int]:
    return [opinion.pk for opinion in opinions]


def _act(
    kind: PlannerDecision.Kind,
    opinions: Sequence[Opinion],
    decided_by: User,
    now: datetime,
    seen: int | None,
    details: dict[str, Any],
) -> Act:
    named = {"opinions": len(opinions), "receipt": opinions[0].receipt, **details}
    subject = f"opinion:{opinions[0].receipt}"
    return Act(kind, opinions[0].consultation, decided_by, now, seen, subject, named)
