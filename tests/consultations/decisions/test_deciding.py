from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import AuditEvent, User
from consultations.models import CopyDecision, Opinion, PlannerDecision, Theme
from consultations.services.planning.decisions import opinions, themes
from consultations.services.planning.decisions.ledger import ChangedSinceError
from tests import factories
from tests.consultations.decisions.material import Desk
from tests.factories import DAY, NOW

pytestmark = pytest.mark.django_db


def test_every_decision_is_numbered_and_leaves_one_event(desk: Desk, planner: User) -> None:
    one, two, _three = desk.themes
    some = desk.opinions[:2]
    by: dict[str, Any] = {"decided_by": planner, "now": NOW}
    acts: dict[str, Callable[[], PlannerDecision | None]] = {
        "theme.rename": lambda: themes.rename(theme=one, label="地域の足", **by),
        "theme.pin": lambda: themes.pin(theme=one, **by),
        "theme.unpin": lambda: themes.unpin(theme=one, **by),
        "theme.merge": lambda: themes.merge(theme=two, into=one, **by),
        "theme.take_apart": lambda: themes.take_apart(theme=two, **by),
        "theme.set_aside": lambda: themes.set_aside(theme=two, reason="対象外", **by),
        "theme.bring_back": lambda: themes.bring_back(theme=two, **by),
        "theme.split": lambda: opinions.split(opinions=some, label="夜のバス", **by),
        "opinion.move": lambda: opinions.move(opinions=some, theme=two, **by),
        "opinion.copy": lambda: opinions.mark_distinct(opinions=some, **by),
        "opinion.stance": lambda: opinions.read_as(opinions=some, stance="request", **by),
    }
    for number, (action, act) in enumerate(acts.items(), start=1):
        decision = act()
        assert decision
        assert decision.number == number
        assert decision.changes.count() == (2 if decision.kind in ("move", "copy", "stance", "split") else 1)
        event = AuditEvent.objects.latest("number")
        assert (event.number, event.action) == (number, action)
        assert event.details["decision"] == number


def test_the_same_decision_twice_is_one(desk: Desk, planner: User) -> None:
    one, two, _three = desk.themes
    for _time in range(2):
        themes.rename(theme=one, label="地域の足", decided_by=planner, now=NOW)
        themes.pin(theme=one, decided_by=planner, now=NOW + DAY)
        themes.set_aside(theme=two, reason="対象外", decided_by=planner, now=NOW + DAY)
        opinions.move(opinions=desk.opinions[:3], theme=two, decided_by=planner, now=NOW)
    assert PlannerDecision.objects.count() == 4


def test_only_what_changes_is_noted(desk: Desk, planner: User) -> None:
    two = desk.themes[1]
    opinions.move(opinions=desk.opinions[:1], theme=two, decided_by=planner, now=NOW)
    decision = opinions.move(opinions=desk.opinions[:3], theme=two, decided_by=planner, now=NOW)
    assert decision
    assert [change.opinion for change in decision.changes.all()] == desk.opinions[1:3]


def test_a_moved_original_takes_its_copies_along(desk: Desk, planner: User) -> None:
    two = desk.themes[1]
    opinions.move(opinions=desk.opinions[:1], theme=two, decided_by=planner, now=NOW)
    for copy in desk.opinions[12:14]:
        assert desk.place(copy) == ("copy", two.pk, "")


def test_a_moved_copy_stays_a_copy(desk: Desk, planner: User) -> None:
    three = desk.themes[2]
    before = desk.run.memberships.all().totals()
    opinions.move(opinions=[desk.opinions[12]], theme=three, decided_by=planner, now=NOW)
    assert desk.place(desk.opinions[12]) == ("copy", three.pk, "")
    assert desk.run.memberships.all().totals() == before


def test_split_makes_a_theme_that_counts(desk: Desk, planner: User) -> None:
    chosen = [desk.opinions[1], desk.opinions[5]]
    opinions.split(opinions=chosen, label="夜のこと", decided_by=planner, now=NOW)
    theme = Theme.objects.get(made_by=planner)
    assert theme.label == "夜のこと"
    assert [desk.place(opinion)[1] for opinion in chosen] == [theme.pk] * 2
    sizes = {row["standing_theme"]: row["opinions"] for row in desk.run.memberships.all().sizes_by_theme()}
    assert sizes == {desk.themes[0].pk: 5, desk.themes[1].pk: 3, desk.themes[2].pk: 4, theme.pk: 2}


def test_what_is_set_aside_stays_counted(desk: Desk, planner: User) -> None:
    before = desk.run.memberships.all().totals()
    themes.set_aside(theme=desk.themes[0], reason="計画の外", decided_by=planner, now=NOW)
    assert desk.run.memberships.all().totals() == before | {"set_aside": 6}
    themes.bring_back(theme=desk.themes[0], decided_by=planner, now=NOW)
    assert desk.run.memberships.all().totals() == before


def test_a_pinned_theme_is_not_merged_away(desk: Desk, planner: User) -> None:
    one, two, three = desk.themes
    themes.pin(theme=one, decided_by=planner, now=NOW)
    with pytest.raises(themes.PinnedError):
        themes.merge(theme=one, into=two, decided_by=planner, now=NOW)
    assert themes.merge(theme=two, into=one, decided_by=planner, now=NOW)
    with pytest.raises(themes.MergedAwayError):
        themes.pin(theme=two, decided_by=planner, now=NOW)
    with pytest.raises(themes.MergedAwayError):
        opinions.move(opinions=desk.opinions[8:9], theme=two, decided_by=planner, now=NOW)
    with pytest.raises(themes.MergedAwayError):
        themes.merge(theme=three, into=two, decided_by=planner, now=NOW)
    with pytest.raises(themes.ForeignThemeError):
        themes.merge(theme=three, into=three, decided_by=planner, now=NOW)


def test_a_marked_copy_stands_with_its_original(desk: Desk, planner: User) -> None:
    copy, original = desk.opinions[9], desk.opinions[5]
    opinions.mark_copies(opinions=[copy], of=original, decided_by=planner, now=NOW)
    assert desk.place(copy) == ("copy", desk.themes[1].pk, "")
    opinions.move(opinions=[original], theme=desk.themes[0], decided_by=planner, now=NOW)
    assert desk.place(copy) == ("copy", desk.themes[0].pk, "")
    opinions.move(opinions=[original], theme=None, decided_by=planner, now=NOW)
    assert desk.place(copy) == ("copy", None, "")


def test_copies_stay_one_deep(desk: Desk, planner: User) -> None:
    first, other = desk.opinions[0], desk.opinions[4]
    opinions.mark_copies(opinions=[first], of=other, decided_by=planner, now=NOW)
    assert set(CopyDecision.objects.values_list("opinion", "copy_of")) == {
        (opinion.pk, other.pk) for opinion in [first, *desk.opinions[12:14]]
    }
    opinions.mark_copies(opinions=[desk.opinions[8]], of=desk.opinions[12], decided_by=planner, now=NOW)
    assert CopyDecision.objects.get(opinion=desk.opinions[8]).copy_of == other
    with pytest.raises(opinions.CopyOfItselfError):
        opinions.mark_copies(opinions=[other], of=first, decided_by=planner, now=NOW)


def test_what_is_no_copy_stands_by_itself(desk: Desk, planner: User) -> None:
    copy = desk.opinions[12]
    assert desk.place(copy)[0] == "copy"
    opinions.mark_distinct(opinions=[copy], decided_by=planner, now=NOW)
    assert desk.place(copy) == ("in_theme", desk.themes[0].pk, "")
    opinions.move(opinions=[desk.opinions[0]], theme=desk.themes[1], decided_by=planner, now=NOW)
    assert desk.place(copy) == ("in_theme", desk.themes[0].pk, "")


def test_a_persons_reading_stands_before_the_authors_choice_and_the_machines_reading(
    desk: Desk, planner: User
) -> None:
    opinion = desk.opinions[0]
    place = desk.run.memberships.get(revision__opinion=opinion)
    assert desk.place(opinion)[2] == ""
    place.stance = "question"
    place.save()
    assert desk.place(opinion)[2] == "question"
    for chosen, stands in (("neutral", "question"), ("oppose", "oppose")):
        place.revision.__class__.objects.filter(pk=place.revision.pk).update(stance=chosen)
        assert desk.place(opinion)[2] == stands
    opinions.read_as(opinions=[opinion], stance="conditional", decided_by=planner, now=NOW)
    assert desk.place(opinion)[2] == "conditional"
    opinions.read_as(opinions=[opinion], stance="", decided_by=planner, now=NOW)
    assert desk.place(opinion)[2] == ""


def test_an_act_on_what_another_planner_changed_since_is_refused(
    desk: Desk, planner: User, colleague: User
) -> None:
    one, two, three = desk.themes
    theirs = themes.rename(theme=one, label="地域の足", decided_by=colleague, now=NOW)
    with pytest.raises(ChangedSinceError) as refused:
        themes.rename(theme=one, label="交通", decided_by=planner, now=NOW, seen=0)
    assert refused.value.decision == theirs
    with pytest.raises(ChangedSinceError):
        themes.merge(theme=two, into=one, decided_by=planner, now=NOW, seen=0)
    with pytest.raises(ChangedSinceError):
        opinions.move(opinions=desk.opinions[9:10], theme=one, decided_by=planner, now=NOW, seen=0)
    assert themes.rename(theme=three, label="給食", decided_by=planner, now=NOW, seen=0)
    assert themes.rename(theme=three, label="食育", decided_by=planner, now=NOW, seen=0)
    assert themes.rename(theme=one, label="交通", decided_by=planner, now=NOW, seen=1)


def test_opinions_of_two_consultations_are_not_decided_about_together(desk: Desk, planner: User) -> None:
    stranger = factories.submission(factories.consultation()).opinion
    with pytest.raises(themes.ForeignThemeError):
        opinions.move(opinions=[desk.opinions[0], stranger], theme=None, decided_by=planner, now=NOW)
    with pytest.raises(themes.ForeignThemeError):
        opinions.move(opinions=[stranger], theme=desk.themes[0], decided_by=planner, now=NOW)
    with pytest.raises(opinions.NoOpinionsError):
        opinions.release(opinions=[], decided_by=planner, now=NOW)


def test_ten_thousand_opinions_move_in_a_fixed_number_of_queries_a_batch(
    desk: Desk, planner: User, django_assert_max_num_queries: object
) -> None:
    many = Opinion.objects.bulk_create(
        Opinion(
            consultation=desk.consultation,
            kind="submission",
            receipt=f"R-{number}",
            submission_key=f"many-{number}",
            created_at=NOW,
            published_at=NOW,
        )
        for number in range(2_000)
    )
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        decision = opinions.move(opinions=many, theme=desk.themes[0], decided_by=planner, now=NOW)
    assert decision
    assert decision.changes.count() == 2_000
