"""No figure of a published result stands for one to four people, nor does the difference of two results."""

from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.disclosure import LEAST
from consultations.exporting.results import channels
from consultations.models import Opinion

CHANNELS = [str(value) for value in Opinion.Channel.values]
COUNTS = st.lists(st.integers(0, 30), min_size=len(CHANNELS), max_size=len(CHANNELS))


def cells(people: list[int]) -> list[tuple[str, int, int]]:
    """Everybody sent one opinion."""
    return [(channel, count, count) for channel, count in zip(CHANNELS, people, strict=True)]


def solutions(people: list[int], shown: channels.Channels) -> set[int]:
    """What a reader who knows the sum and how it is hidden could think of the first hidden cell."""
    hidden = [place for place, (_channel, count) in enumerate(shown) if count is None]
    left = sum(people) - sum(count for _channel, count in shown if count is not None)
    if not hidden:
        return set()
    return {one for one in range(left + 1) if len(hidden) > 1 or one == left}


@settings(max_examples=300, deadline=None)
@given(COUNTS)
def test_no_cell_with_one_to_four_people_is_shown_nor_follows_from_the_sum(people: list[int]) -> None:
    shown = channels.protected(cells(people))
    assert all(count is None or count == 0 or count >= LEAST for _channel, count in shown)
    assert len(solutions(people, shown)) != 1 or not shown


@settings(max_examples=300, deadline=None)
@given(COUNTS, COUNTS)
def test_no_difference_of_two_results_has_one_to_four_people(before: list[int], more: list[int]) -> None:
    old = channels.protected(cells(before))
    new = channels.protected(cells([one + other for one, other in zip(before, more, strict=True)]))
    given_out = [] if channels.tells(old, new) else new
    for (_channel, earlier), (_same, later) in zip(old, given_out, strict=False):
        if earlier is not None and later is not None:
            assert later == earlier or abs(later - earlier) >= LEAST


def test_control_without_the_protection_four_people_would_stand_there() -> None:
    people = [20, 4, 10, 0, 0]
    assert any(0 < count < LEAST for _channel, count, _people in cells(people))
    assert all(
        count is None or not 0 < count < LEAST for _channel, count in channels.protected(cells(people))
    )


def test_control_two_results_with_a_difference_of_two_would_tell() -> None:
    old, new = (channels.protected(cells([20, fax, 10, 0, 0])) for fax in (12, 14))
    assert channels.tells(old, new)
