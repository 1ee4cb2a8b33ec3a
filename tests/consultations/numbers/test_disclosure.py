"""What total and visible cells leave for a hidden one, searched through for every small table."""

from itertools import product

import pytest

from consultations.disclosure import LEAST, Hidden, Published, protect, rounded


def solutions(published: Published) -> list[tuple[int, ...]]:
    """Every table that would have been published like this one, as far as words and total tell."""
    if isinstance(published.total, Hidden):
        return []
    hidden = [place for place, cell in enumerate(published.cells) if isinstance(cell, Hidden)]
    left = published.total - sum(cell for cell in published.cells if not isinstance(cell, Hidden))
    ranges = [
        range(1, LEAST) if published.cells[place] is Hidden.FEW else range(1, left + 1) for place in hidden
    ]
    return [values for values in product(*ranges) if sum(values) == left]


def check(cells: tuple[int, ...]) -> None:
    published = protect(cells)
    shown = [cell for cell in (*published.cells, published.total) if not isinstance(cell, Hidden)]
    assert not [value for value in shown if 0 < value < LEAST], published
    if not any(isinstance(cell, Hidden) for cell in published.cells) or isinstance(published.total, Hidden):
        return
    possible = solutions(published)
    assert sum(possible[0]) >= LEAST, "the hidden cells together are a cell too"
    for place in range(len(possible[0])):
        assert len({values[place] for values in possible}) > 1, published


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_no_hidden_cell_can_be_worked_out(columns: int) -> None:
    for cells in product(range(12), repeat=columns):
        check(cells)


def test_a_table_without_small_cells_is_shown_whole() -> None:
    assert protect([5, 0, 40]) == ((5, 0, 40), 45)


def test_one_small_cell_takes_the_smallest_other_with_it() -> None:
    assert protect([3, 50, 9, 0]) == ((Hidden.FEW, 50, Hidden.KEPT_BACK, 0), 62)


def test_a_small_table_hides_its_total_too() -> None:
    assert protect([2, 0, 1]).total is Hidden.FEW


def test_the_control_without_a_second_hidden_cell_the_small_one_follows_from_the_total() -> None:
    naive = Published((Hidden.FEW, 50, 9), 62)
    assert solutions(naive) == [(3,)]


@pytest.mark.parametrize(("value", "shown"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (1001, 1000)])
def test_sums_over_consultations_are_rounded_to_five(value: int, shown: int) -> None:
    assert rounded(value) == shown
