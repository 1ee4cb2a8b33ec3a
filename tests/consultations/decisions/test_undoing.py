import random
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from consultations.models import Membership, PlannerDecision, Theme
from consultations.services.planning.decisions import opinions, themes, undoing
from consultations.services.planning.decisions.ledger import ChangedSinceError
from consultations.services.planning.decisions.undoing import AlreadyUndoneError
from tests.consultations.decisions.material import Desk
from tests.factories import DAY, NOW

pytestmark = pytest.mark.django_db
REFUSED = (
    themes.ForeignThemeError,
    themes.MergedAwayError,
    themes.PinnedError,
    opinions.CopyOfItselfError,
    ChangedSinceError,
    AlreadyUndoneError,
)
LATER = NOW + DAY


def undo(decision: PlannerDecision | None, by: User) -> PlannerDecision | None:
    assert decision
    return undoing.undo(decision=decision, decided_by=by, now=LATER)


def test_an_earlier_decision_can_be_undone_alone(desk: Desk, planner: User) -> None:
    one, two, _three = desk.themes
    before = desk.standing()
    first = themes.rename(theme=one, label="地域の足", decided_by=planner, now=NOW)
    second = opinions.move(opinions=desk.opinions[:2], theme=two, decided_by=planner, now=NOW)
    undo(first, planner)
    one.refresh_from_db()
    assert one.label == one.found_label
    assert desk.place(desk.opinions[0])[1] == two.pk
    undo(second, planner)
    assert desk.standing() == before


def test_undoing_an_undo_brings_the_decision_back(desk: Desk, planner: User) -> None:
    one, two, _three = desk.themes
    decided = themes.merge(theme=one, into=two, decided_by=planner, now=NOW)
    after = desk.standing()
    undone = undo(decided, planner)
    again = undo(undone, planner)
    assert desk.standing() == after
    undo(decided, planner)
    with pytest.raises(AlreadyUndoneError):
        undo(again, planner)
    assert not Theme.objects.filter(merged_into__isnull=False).exists()
    assert list(PlannerDecision.objects.values_list("kind", flat=True)) == ["undo", "undo", "undo", "merge"]


def test_what_somebody_changed_since_is_named_and_not_overwritten(
    desk: Desk, planner: User, colleague: User
) -> None:
    one, two, three = desk.themes
    decided = opinions.move(opinions=desk.opinions[:3], theme=two, decided_by=planner, now=NOW)
    theirs = opinions.move(opinions=desk.opinions[:1], theme=three, decided_by=colleague, now=NOW)
    themes.rename(theme=one, label="別の論点", decided_by=colleague, now=NOW)
    before = desk.standing()
    with pytest.raises(ChangedSinceError) as refused:
        undo(decided, planner)
    assert refused.value.decision == theirs
    assert refused.value.decision.decided_by == colleague
    assert desk.standing() == before
    undo(theirs, colleague)
    assert undo(decided, planner)


def test_an_undo_never_makes_a_chain_of_merges(desk: Desk, planner: User, colleague: User) -> None:
    one, two, _three = desk.themes
    themes.merge(theme=one, into=two, decided_by=planner, now=NOW)
    apart = themes.take_apart(theme=one, decided_by=planner, now=NOW)
    theirs = themes.merge(theme=two, into=one, decided_by=colleague, now=NOW)
    before = desk.standing()
    with pytest.raises(ChangedSinceError) as refused:
        undo(apart, planner)
    assert refused.value.decision == theirs
    assert desk.standing() == before


def test_an_undo_never_merges_a_pinned_theme_away(desk: Desk, planner: User, colleague: User) -> None:
    one, two, _three = desk.themes
    themes.merge(theme=one, into=two, decided_by=planner, now=NOW)
    apart = themes.take_apart(theme=one, decided_by=planner, now=NOW)
    theirs = themes.pin(theme=one, decided_by=colleague, now=NOW)
    with pytest.raises(ChangedSinceError) as refused:
        undo(apart, planner)
    assert refused.value.decision == theirs


ACTS: list[Callable[[Desk, User, random.Random], PlannerDecision | None]] = [
    lambda desk, by, chance: themes.rename(
        theme=chance.choice(desk.themes), label=chance.choice(["", "甲", "乙"]), decided_by=by, now=NOW
    ),
    lambda desk, by, chance: themes.merge(
        theme=chance.choice(desk.themes), into=chance.choice(desk.themes), decided_by=by, now=NOW
    ),
    lambda desk, by, chance: themes.take_apart(theme=chance.choice(desk.themes), decided_by=by, now=NOW),
    lambda desk, by, chance: themes.pin(theme=chance.choice(desk.themes), decided_by=by, now=NOW),
    lambda desk, by, chance: themes.unpin(theme=chance.choice(desk.themes), decided_by=by, now=NOW),
    lambda desk, by, chance: themes.set_aside(
        theme=chance.choice(desk.themes), reason=chance.choice("甲乙"), decided_by=by, now=NOW
    ),
    lambda desk, by, chance: themes.bring_back(theme=chance.choice(desk.themes), decided_by=by, now=NOW),
    lambda desk, by, chance: opinions.split(
        opinions=chance.sample(desk.opinions, 3), label="丙", decided_by=by, now=NOW
    ),
    lambda desk, by, chance: opinions.move(
        opinions=chance.sample(desk.opinions, 4),
        theme=chance.choice([None, *desk.themes]),
        decided_by=by,
        now=NOW,
    ),
    lambda desk, by, chance: opinions.release(
        opinions=chance.sample(desk.opinions, 4), decided_by=by, now=NOW
    ),
    lambda desk, by, chance: opinions.mark_copies(
        opinions=chance.sample(desk.opinions, 2), of=chance.choice(desk.opinions), decided_by=by, now=NOW
    ),
    lambda desk, by, chance: opinions.mark_distinct(
        opinions=chance.sample(desk.opinions, 2), decided_by=by, now=NOW
    ),
    lambda desk, by, chance: opinions.read_as(
        opinions=chance.sample(desk.opinions, 3),
        stance=chance.choice(["", *Membership.Stance.values]),
        decided_by=by,
        now=NOW,
    ),
]


def act(desk: Desk, by: User, chance: random.Random) -> PlannerDecision | None:
    """One decision, or none where it is refused or stands so already."""
    newest = desk.consultation.decisions.first()
    try:
        if newest and chance.random() < 0.2:
            return undoing.undo(decision=newest, decided_by=by, now=NOW)
        return chance.choice(ACTS)(desk, by, chance)
    except REFUSED:
        return None


def reconciles(desk: Desk) -> None:
    members = desk.run.memberships.all()
    totals = members.totals()
    assert totals["in_theme"] + totals["copy"] + totals["no_theme"] + totals["withheld"] == totals["total"]
    sizes = list(members.sizes_by_theme())
    apart = members.with_standing().filter(standing_theme=None)  # type: ignore[misc]
    alone = apart.exclude(standing="withheld").count()  # type: ignore[misc]
    assert sum(size["opinions"] for size in sizes) + alone + totals["withheld"] == totals["total"]
    assert sum(size["distinct"] for size in sizes) == totals["in_theme"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), steps=st.integers(1, 15))
def test_whatever_was_decided_undoing_all_of_it_is_the_beginning(
    desk: Desk, planner: User, seed: int, steps: int
) -> None:
    before = desk.standing()
    chance = random.Random(seed)  # noqa: S311
    stands = [(desk.standing(), act(desk, planner, chance)) for _step in range(steps)]
    for was, decision in reversed(stands):
        reconciles(desk)
        if decision:
            undo(decision, planner)
        assert desk.standing() == was
    assert desk.standing() == before
