"""Groups that go on from an earlier search keep their people, their number and their names."""

import numpy as np

from nlp.opinion_groups.continuing import kept_numbers
from nlp.opinion_groups.polis import Earlier, OpinionGroups, opinion_groups
from nlp.opinion_groups.votes import Matrix

STATEMENTS = 20


def camps(*sizes: int, seed: int = 0) -> Matrix:
    """Each camp has views of its own on every statement, nearly always held; a tenth is unseen."""
    generator = np.random.default_rng(seed)
    rows = []
    for camp, size in enumerate(sizes):
        views = np.where(np.random.default_rng(90 + camp).random(STATEMENTS) < 0.5, 1.0, -1.0)
        votes = np.where(generator.random((size, STATEMENTS)) < 0.97, views, -views)
        rows.append(np.where(generator.random(votes.shape) < 0.1, np.nan, votes))
    return np.concatenate(rows)


def with_more_votes(votes: Matrix, share: float, seed: int = 1) -> Matrix:
    """Of the unseen cells so many are voted on, as the rest of the same person's votes go or at random."""
    generator = np.random.default_rng(seed)
    more = votes.copy()
    unseen = np.argwhere(np.isnan(votes))
    count = int(share * (~np.isnan(votes)).sum())
    for row, column in generator.permutation(unseen)[:count]:
        more[row, column] = generator.choice([1.0, -1.0])
    return more


def earlier(found: OpinionGroups, newcomers: int = 0) -> Earlier:
    return Earlier([*found.assignments, *[None] * newcomers], found.best_k, found.wins)


def test_five_percent_more_votes_keep_every_group_and_its_number() -> None:
    votes = camps(30, 28, 26)
    first = opinion_groups(votes)
    second = opinion_groups(with_more_votes(votes, 0.05), earlier=earlier(first))
    same = np.mean([a == b for a, b in zip(first.assignments, second.assignments, strict=True)])
    assert len(second.groups) == len(first.groups)
    assert same >= 0.95


def test_a_group_keeps_its_number_when_another_outgrows_it() -> None:
    votes = camps(30, 24)
    first = opinion_groups(votes)
    joined = np.concatenate([votes, camps(0, 20, seed=5)])
    second = opinion_groups(joined, earlier=earlier(first, newcomers=20))
    assert second.assignments[:54] == first.assignments
    sizes = [len(group.members) for group in second.groups]
    assert sizes[0] < sizes[1]
    assert opinion_groups(joined).assignments[0] == 1


def test_another_number_of_groups_waits_until_it_has_won_four_times() -> None:
    found = opinion_groups(camps(30, 30))
    votes = np.concatenate([camps(30, 30), camps(0, 0, 30)])
    numbers = []
    for _search in range(4):
        found = opinion_groups(votes, earlier=earlier(found, len(votes) - len(found.assignments)))
        numbers.append(len(found.groups))
    assert numbers == [2, 2, 2, 3]
    assert found.assignments[0] == 0


def test_going_on_from_the_same_votes_changes_nothing() -> None:
    votes = camps(30, 28, 26)
    first = opinion_groups(votes)
    second = opinion_groups(votes, earlier=earlier(first))
    assert (second.assignments, second.best_k, second.wins) == (first.assignments, first.best_k, first.wins)


def test_without_two_groups_left_the_search_starts_afresh() -> None:
    votes = camps(30, 28)
    assert (
        opinion_groups(votes, earlier=Earlier([None] * 58, 2, 4)).assignments
        == opinion_groups(votes).assignments
    )


def test_a_label_is_named_after_the_group_it_shares_most_people_with() -> None:
    labels = np.array([0, 0, 0, 1, 1, 2])
    assert kept_numbers(labels, [2, 2, 0, 0, 0, None]) == {0: 2, 1: 0, 2: 1}


def mirrored_camps() -> Matrix:
    """Ten people against ten, of one mind but for one statement each passes: no second axis is better."""
    views = np.array([1.0, 1, -1, 1, -1, 1, -1, 1])
    votes = np.concatenate([np.tile(views, (10, 1)), np.tile(-views, (10, 1))])
    votes[:, 0] = 1.0
    for row in range(20):
        votes[row, 1 + (row if row < 10 else row - 7) % 7] = 0.0
    return votes


def test_two_camps_stay_two_however_often_nothing_changes() -> None:
    votes = mirrored_camps()
    found = opinion_groups(votes)
    assert (len(found.groups), found.best_k) == (2, 2)
    for _ in range(6):
        found = opinion_groups(votes, earlier=earlier(found))
        assert (len(found.groups), found.best_k) == (2, 2)


def test_people_who_voted_alike_stand_in_one_place() -> None:
    votes = mirrored_camps()
    places = opinion_groups(votes).positions
    assert len(np.unique(places, axis=0)) <= len(np.unique(votes, axis=0))
