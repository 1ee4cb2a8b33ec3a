"""What people decided stands after every new run."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from consultations.analysis.matching import match
from consultations.models import (
    AnalysisRun,
    Consultation,
    CopyDecision,
    StanceDecision,
    Theme,
    ThemeAssignment,
)
from consultations.services.planning.decisions import opinions, themes
from tests import factories
from tests.consultations.decisions.material import Desk
from tests.consultations.decisions.test_undoing import act, reconciles
from tests.consultations.planning.material import ALL, BUS, analysed, fill
from tests.factories import NOW

pytestmark = pytest.mark.django_db
MORE = [f"{text}よろしくお願いします。" for text in ALL[:2]]


def analysed_desk(consultation: Consultation, *, key: str) -> Desk:
    run = analysed(consultation, key=key)
    of_run = Theme.objects.filter(clusters__run=run).order_by("pk")
    return Desk(run, list(of_run), list(consultation.opinions.order_by("pk")))


def stands(desk: Desk, run: AnalysisRun) -> None:
    """Each decision in the tables is what the new run shows."""
    after = Desk(run, desk.themes, desk.opinions)
    for moved in ThemeAssignment.objects.filter(opinion__in=desk.opinions).select_related("opinion", "theme"):
        head = (moved.theme.merged_into_id or moved.theme.pk) if moved.theme else None
        assert after.place(moved.opinion)[1] == head
    for marked in CopyDecision.objects.filter(opinion__in=desk.opinions).select_related("opinion"):
        assert (after.place(marked.opinion)[0] == "copy") == (marked.copy_of_id is not None)
    for read in StanceDecision.objects.filter(opinion__in=desk.opinions).select_related("opinion"):
        assert after.place(read.opinion)[2] == read.stance


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_thirty_decisions_stand_after_a_tenth_more_opinions(planner: User, seed: int) -> None:
    consultation = factories.closed_consultation()
    fill(consultation)
    desk = analysed_desk(consultation, key=f"{seed}-first")
    chance = random.Random(seed)  # noqa: S311
    made = [decision for decision in (act(desk, planner, chance) for _number in range(30)) if decision]
    columns = ("pk", "staff_label", "merged_into", "pinned_at", "set_aside_at", "set_aside_reason")
    before = list(Theme.objects.filter(consultation=consultation).order_by("pk").values_list(*columns))
    fill(consultation, MORE)
    run = analysed(consultation, key=f"{seed}-second")
    known = Theme.objects.filter(consultation=consultation, pk__in=[row[0] for row in before])
    assert list(known.order_by("pk").values_list(*columns)) == before
    stands(desk, run)
    reconciles(Desk(run, desk.themes, desk.opinions))
    assert consultation.decisions.count() == len(made)


def test_a_theme_made_by_hand_is_listed_after_a_run_that_does_not_find_it(planner: User) -> None:
    consultation = factories.closed_consultation()
    fill(consultation)
    desk = analysed_desk(consultation, key="first")
    chosen = [opinion for opinion in desk.opinions if opinion.words.text in (BUS[0], ALL[-1])]
    opinions.split(opinions=chosen, label="朝のこと", decided_by=planner, now=NOW)
    run = analysed(consultation, key="second")
    made = Theme.objects.get(made_by=planner)
    sizes = {row["standing_theme"]: row["opinions"] for row in run.memberships.all().sizes_by_theme()}
    assert sizes[made.pk] == 2
    assert made.label == "朝のこと"


def test_a_planner_deciding_while_a_run_is_saved_is_not_overwritten(
    planner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = factories.closed_consultation()
    fill(consultation)
    desk = analysed_desk(consultation, key="first")
    save = Theme.save

    def late(theme: Theme, *arguments: object, **options: object) -> None:
        if theme.pk and not theme.staff_label:
            themes.rename(theme=theme, label=f"人の名{theme.pk}", decided_by=planner, now=NOW)
        save(theme, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Theme, "save", late)
    analysed(consultation, key="second")
    for theme in desk.themes:
        theme.refresh_from_db()
        assert theme.staff_label == f"人の名{theme.pk}"


def test_what_is_held_is_let_go_of_less_easily_and_takes_nothing_from_others() -> None:
    old = {1: set(range(10)), 2: set(range(10, 20))}
    in_pieces = {number: {2 * number, 2 * number + 1} for number in range(5)} | {8: set(range(10, 20))}
    assert match(old, in_pieces) == {8: 2}
    assert match(old, in_pieces, held={1}) == {8: 2, 0: 1}
    whole = {8: {9, *range(10, 20)}}
    assert match(old, whole, held={1}) == {8: 2}


def test_a_theme_of_two_that_a_run_goes_on_with_is_the_same_theme_while_one_of_the_two_stays() -> None:
    old = {1: {1, 2}, 2: {3, 4, 5, 6, 7, 8}}
    joined = {1: {1, 3, 4, 5}, 2: {6, 7, 8}}
    assert match(old, joined) == {2: 2}
    assert match(old, joined, going_on={1: 1, 2: 2}) == {1: 1, 2: 2}
    assert match(old, {1: {3}, 2: {4, 5, 6, 7, 8}}, going_on={1: 1, 2: 2}) == {2: 2}


def test_going_on_takes_no_theme_from_a_cluster_that_fits_it_better() -> None:
    assert match({1: {1, 2, 3}}, {1: {3}, 2: {1, 2}}, going_on={1: 1}) == {2: 1}
