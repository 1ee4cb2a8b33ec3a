"""Themes of opinions, from texts to quotations."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.clustering.themes import ThemeResult, find_themes
from nlp.evaluation.groupings import adjusted_rand
from nlp.text.sentences import split_sentences
from tests.unit.nlp.opinions import ALL, PARKS, TRUTH


@pytest.fixture(scope="module")
def three() -> ThemeResult:
    return find_themes(ALL, groups=3)


def test_opinions_about_one_thing_are_in_one_theme(three: ThemeResult) -> None:
    assert adjusted_rand(TRUTH, three.assignments) > 0.7


def test_a_given_number_of_groups_leaves_nobody_outside(three: ThemeResult) -> None:
    assert len(three.themes) == 3
    assert None not in three.assignments


def test_members_and_assignments_tell_the_same(three: ThemeResult) -> None:
    for theme in three.themes:
        assert theme.members == [
            row for row, number in enumerate(three.assignments) if number == theme.number
        ]
    assert sum(len(theme.members) for theme in three.themes) == len(ALL)


def test_a_label_stands_in_an_opinion_of_the_theme(three: ThemeResult) -> None:
    for theme in three.themes:
        assert any(theme.label in ALL[row] for row in theme.members)
    assert len({theme.label for theme in three.themes}) == 3


def test_the_telling_words_name_the_matter(three: ThemeResult) -> None:
    words = {word for theme in three.themes for word in theme.terms}
    assert {"公園", "バス", "図書"} <= words


def test_evidence_is_a_whole_sentence_of_a_member(three: ThemeResult) -> None:
    for theme in three.themes:
        assert theme.evidence
        for row, start, end in theme.evidence:
            assert row in theme.members
            assert (start, end) in split_sentences(ALL[row])


def test_scores_and_positions_are_within_bounds(three: ThemeResult) -> None:
    assert all(0 <= score <= 1 for score in three.scores)
    assert three.positions.shape == (len(ALL), 2)
    assert abs(three.positions).max() <= 1


def test_the_same_texts_and_seed_give_the_same_bytes(three: ThemeResult) -> None:
    again = find_themes(ALL, groups=3)
    assert again.positions.tobytes() == three.positions.tobytes()
    assert (again.assignments, again.scores, again.themes) == (three.assignments, three.scores, three.themes)


def test_themes_are_numbered_by_size() -> None:
    sizes = [len(theme.members) for theme in find_themes(ALL[:10], groups=2).themes]
    assert sizes == sorted(sizes, reverse=True)


def test_the_texts_may_decide_how_many_themes_there_are() -> None:
    result = find_themes(ALL, groups=None)
    assert 2 <= len(result.themes) <= 3
    assert all(len(theme.members) >= 2 for theme in result.themes)


def test_an_opinion_without_words_is_in_no_theme() -> None:
    result = find_themes([*ALL, "", "👍👍"], groups=None)
    assert result.assignments[-2:] == [None, None]


def test_continuing_keeps_the_numbers_and_places_new_opinions(three: ThemeResult) -> None:
    result = find_themes(
        [*ALL, "公園の遊具で子供がけがをしました。"], groups=3, previous=[*three.assignments, None]
    )
    assert result.assignments[:-1] == three.assignments
    assert result.assignments[-1] == three.assignments[0]


def test_a_theme_that_goes_on_keeps_the_name_it_had_while_its_texts_say_it(three: ThemeResult) -> None:
    before = {2: "遊具", 3: "噴水"}
    result = find_themes(ALL, groups=3, previous=three.assignments, names=before)
    assert [theme.label for theme in result.themes] == ["図書館", "遊具", "バス"]
    assert [theme.label for theme in three.themes] == ["図書館", "公園", "バス"]


def test_new_opinions_about_something_new_form_a_new_theme(three: ThemeResult) -> None:
    new = [
        "ごみ収集の日を増やしてください。",
        "ごみ収集の曜日が分かりにくい。",
        "ごみ収集の日に出し忘れます。",
    ]
    result = find_themes([*ALL, *new], groups=None, previous=[*three.assignments, None, None, None])
    assert set(result.assignments[-3:]) == {4}


@pytest.mark.parametrize("groups", [None, 3])
@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        PARKS[:1],
        PARKS[:2],
        [PARKS[0]] * 7,
        [""] * 5,
        ["👍", "\ud800", "\x00"],
        ["あ" * 5_000, "犬" * 5_000],
    ],
    ids=["none", "one empty", "one", "two", "identical", "empty", "no words", "long"],
)
def test_few_and_odd_opinions_are_no_error(texts: list[str], groups: int | None) -> None:
    result = find_themes(texts, groups=groups)
    assert len(result.assignments) == len(result.scores) == len(result.positions) == len(texts)
    assert groups is None or None not in result.assignments


def test_identical_opinions_are_one_theme() -> None:
    assert find_themes([PARKS[0]] * 5, groups=None).assignments == [1] * 5


def test_progress_names_the_stages_in_order() -> None:
    stages: list[str] = []
    find_themes(ALL, groups=None, progress=lambda stage, _done: stages.append(stage))
    assert list(dict.fromkeys(stages)) == ["read", "represent", "group", "describe", "place"]


def test_naming_and_quoting_tell_how_far_they_are() -> None:
    told: list[float] = []
    texts = [f"{text}{number}" for number in range(6) for text in ALL]
    find_themes(
        texts, groups=3, progress=lambda stage, done: told.append(done) if stage == "describe" else None
    )
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 1)
    assert len({done for done in told if 0 < done < 1}) >= 4


def test_no_groups_at_all_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        find_themes(ALL, groups=0)


def test_earlier_assignments_of_other_opinions_are_refused() -> None:
    with pytest.raises(ValueError, match="2 earlier assignments for 18 texts"):
        find_themes(ALL, groups=None, previous=[1, 2])


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.sampled_from([*ALL, "", "👍"]) | st.text(max_size=20), max_size=12),
    st.none() | st.integers(1, 4),
)
def test_any_opinions_are_accounted_for(texts: list[str], groups: int | None) -> None:
    result = find_themes(texts, groups=groups)
    members = [row for theme in result.themes for row in theme.members]
    outside = [row for row, number in enumerate(result.assignments) if number is None]
    assert sorted(members + outside) == list(range(len(texts)))
    for theme in result.themes:
        for row, start, end in theme.evidence:
            assert start < end
            assert end in [sentence.end for sentence in split_sentences(texts[row])]
