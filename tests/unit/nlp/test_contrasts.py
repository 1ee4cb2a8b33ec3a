"""Which group says what more often, and what stays hidden."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.contrasts.finding import Counts, contrasts
from nlp.contrasts.hiding import FEWEST, hidden
from nlp.contrasts.measures import chance, effect, false_discovery

WARDS = ("east", "north", "west")


def counts(said: dict[str, list[int]], people: list[int]) -> Counts:
    return Counts(
        "ward",
        dict(zip(WARDS, people, strict=False)),
        {
            (ward, subject): number
            for subject, row in said.items()
            for ward, number in zip(WARDS, row, strict=True)
        },
    )


def test_a_group_that_says_it_more_often_comes_first() -> None:
    found = contrasts([counts({"park": [60, 20, 22], "bus": [30, 31, 29]}, [100, 100, 100])])
    first = found[0]
    assert (first.group, first.subject, first.said, first.people) == ("east", "park", 60, 100)
    assert first.effect is not None
    assert first.effect.difference == pytest.approx(0.6 - 42 / 200)
    assert first.q is not None
    assert first.q < 0.001
    assert all(one.q is not None and one.q > 0.5 for one in found if one.subject == "bus")


def test_the_figures_by_hand() -> None:
    found = effect(30, 100, 10, 100)
    assert found.difference == pytest.approx(0.2)
    newcombe = effect(56, 70, 48, 80).difference_interval
    assert newcombe == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert found.odds_ratio == pytest.approx(30.5 * 90.5 / (70.5 * 10.5))
    assert found.odds_interval.low < found.odds_ratio < found.odds_interval.high
    assert found.h == pytest.approx(0.5158, abs=1e-3)
    assert chance(30, 100, 10, 100) == pytest.approx(0.000407, abs=1e-6)
    assert chance(3, 4, 1, 4) == pytest.approx(0.4857, abs=1e-4)


def test_q_values_by_hand() -> None:
    assert false_discovery([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert false_discovery([]) == []


def test_a_small_cell_is_hidden_with_a_second_one_so_that_it_cannot_be_worked_out() -> None:
    found = contrasts([counts({"park": [3, 20, 30]}, [100, 100, 100])])
    assert {one.group for one in found if one.is_hidden} == {"east", "north"}
    assert all(one.said is None and one.p is None for one in found if one.is_hidden)


def test_a_group_of_few_people_is_hidden() -> None:
    found = contrasts([counts({"park": [4, 40, 30]}, [4, 100, 100])])
    assert "east" in {one.group for one in found if one.is_hidden}


def test_no_people_and_no_subjects_are_no_error() -> None:
    assert contrasts([]) == []
    assert contrasts([Counts("ward", {}, {})]) == []
    assert contrasts([Counts("ward", {"east": 0}, {("east", "park"): 0})]) == []


def test_one_group_alone_has_nobody_to_be_compared_with() -> None:
    assert [one.is_hidden for one in contrasts([Counts("ward", {"east": 50}, {("east", "park"): 20})])] == [
        True
    ]


def test_more_voices_than_people_are_refused() -> None:
    with pytest.raises(ValueError, match="11 of 10 people of east"):
        contrasts([Counts("ward", {"east": 10}, {("east", "park"): 11})])


TABLES = st.integers(2, 5).flatmap(
    lambda groups: st.lists(
        st.lists(st.integers(0, 40), min_size=groups, max_size=groups), min_size=1, max_size=4
    )
)


@settings(deadline=None, max_examples=150)
@given(TABLES)
def test_no_cell_below_five_is_shown_or_can_be_worked_out(rows: list[list[int]]) -> None:
    groups = [f"g{number}" for number in range(len(rows[0]))]
    said = {(group, f"s{n}"): row[m] for n, row in enumerate(rows) for m, group in enumerate(groups)}
    people = dict.fromkeys(groups, 40)
    out_of_sight = hidden(said, people)
    for cell, number in said.items():
        assert cell in out_of_sight or FEWEST <= number <= 40 - FEWEST
    for n, row in enumerate(rows):
        unseen = [number for m, number in enumerate(row) if (groups[m], f"s{n}") in out_of_sight]
        if 0 < len(unseen) < len(row):
            assert len(unseen) > 1
            assert FEWEST <= sum(unseen) <= 40 * len(unseen) - FEWEST


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_the_two_sides_of_a_comparison_mirror_each_other(here: int, there: int, data: st.DataObject) -> None:
    said, elsewhere = data.draw(st.integers(0, here)), data.draw(st.integers(0, there))
    one, other = effect(said, here, elsewhere, there), effect(elsewhere, there, said, here)
    assert one.difference == pytest.approx(-other.difference)
    assert one.odds_ratio == pytest.approx(1 / other.odds_ratio)
    low, high = one.difference_interval
    assert -1 <= low <= one.difference + 1e-9
    assert one.difference - 1e-9 <= high <= 1
    assert 0 <= chance(said, here, elsewhere, there) <= 1 + 1e-9
    assert chance(said, here, elsewhere, there) == pytest.approx(chance(elsewhere, there, said, here))


@given(st.lists(st.floats(0, 1), max_size=30))
def test_q_values_keep_the_order_of_p_values_and_are_never_smaller(chances: list[float]) -> None:
    found = false_discovery(chances)
    assert all(q >= p - 1e-12 and q <= 1 for p, q in zip(chances, found, strict=True))
    for first, second in combinations(range(len(chances)), 2):
        if chances[first] < chances[second]:
            assert found[first] <= found[second] + 1e-12


def test_where_groups_do_not_differ_hardly_ever_is_a_difference_found() -> None:
    generator = np.random.default_rng(7)
    trials = 200
    wrong = 0
    for _ in range(trials):
        people = {ward: int(generator.integers(40, 400)) for ward in WARDS}
        said = {
            (ward, f"s{subject}"): int(generator.binomial(people[ward], 0.05 + 0.04 * subject))
            for ward in WARDS
            for subject in range(12)
        }
        wrong += any(one.q is not None and one.q <= 0.05 for one in contrasts([Counts("ward", people, said)]))
    assert wrong / trials <= 0.05 + 2 * (0.05 * 0.95 / trials) ** 0.5
