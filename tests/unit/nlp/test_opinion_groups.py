"""Groups of people who vote alike."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.opinion_groups.grouping import most_groups, taking_part, voted_enough
from nlp.opinion_groups.kmeans import silhouette
from nlp.opinion_groups.polis import OpinionGroups, opinion_groups
from nlp.opinion_groups.projection import extremity, fit_plane, project_participants, project_statements
from nlp.opinion_groups.representative import Representative
from nlp.opinion_groups.votes import Matrix

YES, NO, PASS, UNSEEN = 1.0, -1.0, 0.0, np.nan
SHARED, DIVIDING = 10, 4


def two_camps(seed: int = 0) -> Matrix:
    """Forty people: the first 25 agree where the other 15 disagree; all agree on the rest."""
    generator = np.random.default_rng(seed)
    votes = np.ones((40, SHARED + DIVIDING))
    votes[25:, SHARED:] = NO
    votes[generator.random(votes.shape) < 0.2] = UNSEEN
    votes[:, 0] = YES
    return votes


@pytest.fixture(scope="module")
def found() -> OpinionGroups:
    return opinion_groups(two_camps())


def test_each_camp_is_a_group_and_the_larger_comes_first(found: OpinionGroups) -> None:
    assert [group.members for group in found.groups] == [list(range(25)), list(range(25, 40))]
    assert found.assignments == [0] * 25 + [1] * 15


def test_a_group_is_told_by_the_statements_that_divide(found: OpinionGroups) -> None:
    larger, smaller = (group.representative for group in found.groups)
    assert {one.statement for one in larger if one.passes} == set(range(SHARED, SHARED + DIVIDING))
    assert {one.direction for one in larger} == {"agree"}
    assert {one.statement for one in smaller if one.direction == "disagree"} == set(
        range(SHARED, SHARED + DIVIDING)
    )


def test_at_most_five_statements_stand_for_a_group_agreed_ones_first(found: OpinionGroups) -> None:
    for group in found.groups:
        directions = [one.direction for one in group.representative]
        assert len(directions) <= 5
        assert directions == sorted(directions)
        assert sum(one.best_agree for one in group.representative) <= 1


def test_what_all_agree_on_is_consensus(found: OpinionGroups) -> None:
    agreed = [one.statement for one in found.consensus.agree]
    assert set(agreed) <= set(range(SHARED))
    assert len(agreed) == 5
    assert found.consensus.disagree == []


def test_group_aware_consensus_is_low_where_groups_divide(found: OpinionGroups) -> None:
    assert found.group_aware_consensus[:SHARED].min() > found.group_aware_consensus[SHARED:].max()


def test_dividing_statements_stand_further_out(found: OpinionGroups) -> None:
    assert found.extremity[SHARED:].min() > found.extremity[:SHARED].max()


def test_the_same_votes_give_the_same_groups(found: OpinionGroups) -> None:
    again = opinion_groups(two_camps())
    assert again.positions.tobytes() == found.positions.tobytes()
    assert again.groups == found.groups


def test_moderated_statements_stand_for_nobody() -> None:
    found = opinion_groups(two_camps(), moderated_out=[0, SHARED])
    told = {one.statement for group in found.groups for one in group.representative}
    assert not told & {0, SHARED}
    assert not {one.statement for one in found.consensus.agree} & {0, SHARED}


def test_meta_statements_have_a_fixed_priority() -> None:
    assert opinion_groups(two_camps(), meta=[2]).priorities[2] == 49


def test_a_new_statement_is_shown_before_an_old_one() -> None:
    votes = two_camps()
    votes[:, 1] = UNSEEN
    priorities = opinion_groups(votes).priorities
    assert priorities[1] > priorities[2]


def test_those_who_voted_little_are_in_no_group() -> None:
    votes = two_camps()
    votes[3, 3:] = UNSEEN
    assert opinion_groups(votes).assignments[3] is None


def test_the_most_active_take_part_when_few_voted_enough() -> None:
    votes = np.full((30, 10), UNSEEN)
    votes[:3] = YES
    votes[3:20, :2] = YES
    assert taking_part(votes).tolist() == list(range(15))


def test_all_that_are_left_are_enough_votes_where_statements_were_taken_back() -> None:
    votes = np.full((20, 9), UNSEEN)
    votes[:16, :5] = YES
    assert not voted_enough(votes).size
    assert voted_enough(votes, [5, 6, 7, 8]).tolist() == list(range(16))


def test_few_votes_do_not_pull_a_participant_to_the_middle() -> None:
    votes = two_camps()
    plane = fit_plane(votes)
    few = np.full((1, votes.shape[1]), UNSEEN)
    few[0, SHARED] = YES
    one_vote = project_participants(few, plane)
    assert np.allclose(one_vote[0], project_statements(plane)[SHARED])
    assert np.isclose(np.linalg.norm(one_vote[0]), extremity(plane)[SHARED])


@pytest.mark.parametrize(("bases", "groups"), [(1, 2), (12, 3), (35, 4), (36, 5), (100, 5)])
def test_the_number_of_groups_tried_grows_with_the_base_clusters(bases: int, groups: int) -> None:
    assert most_groups(bases) == groups


def test_a_silhouette_by_hand() -> None:
    points = np.array([[0.0, 0.0], [1.0, 0.0], [10.0, 0.0]])
    expected = ((10 - 1) / 10 + (9 - 1) / 9 + 0) / 3
    assert silhouette(points, np.array([0, 0, 1])) == pytest.approx(expected)
    assert silhouette(points, np.array([0, 0, 0])) == -1


def test_the_worth_of_a_statement_is_the_product_of_its_figures() -> None:
    one = Representative(
        statement=0,
        direction="agree",
        probability=0.5,
        probability_z=2,
        ratio=3,
        ratio_z=4,
        voters=9,
        in_favour=5,
    )
    assert one.worth == 12
    assert one.passes


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (1, 1), (4, 1), (1, 4)])
@pytest.mark.parametrize("vote", [YES, PASS, UNSEEN])
def test_few_votes_are_no_error(shape: tuple[int, int], vote: float) -> None:
    found = opinion_groups(np.full(shape, vote))
    assert len(found.assignments) == shape[0]
    assert len(found.priorities) == shape[1]


@pytest.mark.parametrize("votes", [np.array([1.0]), np.array([[2.0]]), np.array([[0.5]])])
def test_what_are_no_votes_is_refused(votes: Matrix) -> None:
    with pytest.raises(ValueError, match="votes must be"):
        opinion_groups(votes)


@settings(deadline=None, max_examples=40)
@given(
    st.integers(0, 12).flatmap(
        lambda width: st.lists(
            st.lists(st.sampled_from([YES, NO, PASS, UNSEEN]), min_size=width, max_size=width), max_size=30
        )
    )
)
def test_everybody_is_in_one_group_or_none(rows: list[list[float]]) -> None:
    votes = np.array(rows).reshape(len(rows), -1) if rows else np.zeros((0, 0))
    found = opinion_groups(votes)
    grouped = sorted(row for group in found.groups for row in group.members)
    assert grouped == [row for row, number in enumerate(found.assignments) if number is not None]
    assert np.isfinite(found.positions).all()
    assert np.isfinite(found.priorities).all()
