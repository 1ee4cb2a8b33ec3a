import time

from hypothesis import given
from hypothesis import strategies as st

from consultations.wording import Change, Kind, changes


def test_only_the_changed_words_are_named() -> None:
    assert changes("駅前の公園を明るく", "駅前の広場を明るく") == [
        Change(Kind.SAME, "駅前の"),
        Change(Kind.REMOVED, "公園"),
        Change(Kind.ADDED, "広場"),
        Change(Kind.SAME, "を明るく"),
    ]


def test_equal_wordings_have_no_changes() -> None:
    assert changes("同じ", "同じ") == [Change(Kind.SAME, "同じ")]
    assert changes("", "") == []


@given(
    st.text(alphabet="あい漢字カナabc 。\n", max_size=40),
    st.text(alphabet="あい漢字カナabc 。\n", max_size=40),
)
def test_the_pieces_make_both_wordings(before: str, after: str) -> None:
    pieces = changes(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != Kind.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.kind != Kind.REMOVED) == after


def test_the_worst_wordings_take_less_than_a_second() -> None:
    start = time.perf_counter()
    changes("。、" * 2000, "、。、" * 1300)
    changes("a b " * 1000, "b a " * 1000)
    assert time.perf_counter() - start < 1
