"""Quotations that speak for many, themes beside the main one, families, and how sure a theme is."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from nlp import processes
from nlp.clustering import themes
from nlp.clustering.families import families
from nlp.clustering.found import OUTSIDE
from nlp.clustering.reading import read
from nlp.clustering.stability import fragility
from nlp.stance.many import read_all
from nlp.stance.reading import Reader
from nlp.summarising.class_terms import class_lifts, class_weights
from nlp.summarising.coverage import choose_quotations, spoken_for
from tests.unit.nlp.opinions import ALL, BUSES, LIBRARY, PARKS

EAST, NORTH = [1.0, 0.0], [0.0, 1.0]
ODD = ["犬のふんの始末をしない飼い主に困っています。", "飼い主が犬のふんを始末しません。"]


def test_quotations_are_chosen_for_whom_they_speak() -> None:
    units = np.array([EAST, EAST, EAST, NORTH])
    rows = np.arange(4)
    chosen = choose_quotations(units, rows, np.full(4, 30), units, rows, [0, 1, 2, 3], most=2)
    assert len(chosen) == 2
    assert 3 in chosen
    assert spoken_for(units[chosen], units, rows, [0, 1, 2, 3]) == [0, 0, 0, 1]


def test_control_one_quotation_leaves_the_other_side_unspoken_for() -> None:
    units = np.array([EAST, EAST, EAST, NORTH])
    rows = np.arange(4)
    chosen = choose_quotations(units, rows, np.full(4, 30), units, rows, [0, 1, 2, 3], most=1)
    assert spoken_for(units[chosen], units, rows, [0, 1, 2, 3]) == [0, 0, 0, None]


def test_no_two_quotations_are_of_one_opinion() -> None:
    units = np.array([EAST, NORTH])
    rows = np.array([0, 0])
    assert len(choose_quotations(units, rows, np.full(2, 30), units, rows, [0])) == 1


def test_of_two_that_speak_for_as_many_the_clearer_is_quoted() -> None:
    units, rows = np.array([EAST, EAST]), np.arange(2)
    for clear in (0, 1):
        clarity = np.where(rows == clear, 1.0, 0.5)
        chosen = choose_quotations(units, rows, np.full(2, 30), units, rows, [0, 1], clarity=clarity)
        assert chosen[0] == clear


def test_a_sentence_that_leans_on_another_is_quoted_after_one_that_stands_alone() -> None:
    stop = "東の停留所に屋根をつけてください。"
    leaning = "この停留所にも屋根をつけてください。"
    found = themes.find_themes([f"{leaning}{stop}", f"{stop}{leaning}", *LIBRARY, *PARKS], groups=None)
    quoted = [quote for theme in found.themes for quote in theme.evidence if quote.row < 2]
    texts = [[f"{leaning}{stop}", f"{stop}{leaning}"][one.row][one.start : one.end] for one in quoted]
    assert texts[0] == stop


def test_a_row_without_units_is_spoken_for_by_nobody() -> None:
    units = np.array([EAST])
    assert spoken_for(units, units, np.array([0]), [0, 1]) == [0, None]
    assert spoken_for(units[:0], units, np.array([0]), [0]) == [None]


def test_class_weights_follow_the_formula() -> None:
    counts = csr_matrix(np.array([[2, 0], [0, 1], [1, 1]], dtype=float))
    weights = class_weights(counts, [[0], [1, 2]]).toarray()
    average = (2 + 3) / 2
    assert weights[0] == pytest.approx([2 / 2 * np.log(1 + average / 3), 0])
    assert weights[1] == pytest.approx([1 / 3 * np.log(1 + average / 3), 2 / 3 * np.log(1 + average / 2)])


def test_a_word_as_frequent_everywhere_tells_no_group_apart() -> None:
    counts = csr_matrix(np.array([[2, 2, 0], [2, 0, 2]], dtype=float))
    lifts = class_lifts(counts, [[0], [1]]).toarray()
    assert lifts[0] == pytest.approx([0, 0.5 * np.log(0.5 / 0.25), 0])
    assert lifts[1] == pytest.approx([0, 0, 0.5 * np.log(0.5 / 0.25)])
    assert class_lifts(counts, []).shape == (0, 3)


def test_an_opinion_about_two_things_is_heard_in_the_second_theme_too() -> None:
    both = PARKS[4] + "図書館の本を増やし、図書館の自習席も増やしてください。"
    texts = [*ALL, both]
    reading = read(texts)
    space = themes.learn_space(reading)
    vectors = themes.place_on(space, reading.of_rows())
    labels = np.array([1] * len(PARKS) + [2] * len(BUSES) + [3] * len(LIBRARY) + [1])
    found = [side for side in themes.side_themes(reading, space, vectors, labels) if side.row == len(ALL)]
    assert [side.theme for side in found] == [3]
    assert texts[found[0].row][found[0].start : found[0].end].startswith("図書館")


def test_nothing_is_heard_where_there_are_no_themes() -> None:
    reading = read(ALL)
    space = themes.learn_space(reading)
    vectors = themes.place_on(space, reading.of_rows())
    assert themes.side_themes(reading, space, vectors, np.full(len(ALL), OUTSIDE)) == []


def test_families_hold_themes_that_are_close() -> None:
    angles = np.deg2rad([0, 5, 10, 90, 95, 100, 180])
    vectors = np.repeat(np.stack([np.cos(angles), np.sin(angles)], axis=1), 3, axis=0)
    labels = np.repeat(np.arange(1, 8), 3)
    assert sorted(families(vectors, labels).values()) == [[1, 2, 3], [4, 5, 6]]


def test_a_handful_of_themes_has_no_families() -> None:
    vectors = np.eye(5)
    assert families(vectors, np.arange(1, 6)) == {}


def test_clear_themes_are_not_fragile_and_arbitrary_ones_are() -> None:
    chance = np.random.default_rng(0)
    clear = np.repeat(np.eye(4), 10, axis=0) + chance.normal(0, 0.02, (40, 4))
    clear /= np.linalg.norm(clear, axis=1, keepdims=True)
    labels = np.repeat(np.arange(1, 5), 10)
    assert max(fragility(clear, labels, floor=0.2).values()) < 0.05
    noise = chance.normal(size=(40, 20))
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    assert min(fragility(noise, labels, floor=-1).values()) > 0.3


def test_few_that_are_unlike_all_others_are_a_theme_of_their_own() -> None:
    said = [*PARKS, *BUSES, *LIBRARY]
    texts = [f"{text}{number}番目の意見です。" for number in range(12) for text in said] + ODD
    result = themes.find_themes(texts, groups=None)
    rows = {len(texts) - 2, len(texts) - 1}
    assert any(rows <= set(theme.members) and theme.is_distinct for theme in result.themes)


def test_the_slider_offers_fewer_and_more_themes_and_a_run_keeps_its_word() -> None:
    reading = read(ALL)
    vectors = themes.place_on(themes.learn_space(reading), reading.of_rows())
    offered = themes.steps(vectors)
    numbers = [len(np.unique(labels[labels != OUTSIDE])) for _cut, labels, *_ in offered]
    assert numbers == sorted(set(numbers))
    assert sum(cut.is_best for cut in offered) == 1
    for cut, labels, *_ in offered:
        again = themes.group(vectors, cut, everywhere=False)
        assert np.array_equal(again[labels != OUTSIDE], labels[labels != OUTSIDE])


def test_two_processes_read_the_same_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{text}{number}" for number in range(30) for text in ALL]
    alone, alone_sides = read(texts), read_all(texts, Reader())
    monkeypatch.setattr(processes, "_WORTH_A_SECOND_PROCESS", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    together = read(texts)
    assert together.vocabulary == alone.vocabulary
    assert (together.words != alone.words).nnz == 0
    assert read_all(texts, Reader()) == alone_sides


def test_a_title_counts_for_its_opinion_and_is_not_quoted() -> None:
    reading = read(["本文です。"], ["図書館の時間"])
    assert "図書" in reading.vocabulary
    assert len(reading.units_of([0])) == 1


def test_equal_sentences_are_tokenised_once() -> None:
    reading = read(["同じ文です。違う文です。", "同じ文です。"])
    assert reading.words.shape[0] == 2
    assert reading.of_rows().shape[0] == 2


def test_a_quotation_is_a_whole_sentence_about_its_theme_without_list_marks() -> None:
    texts = [
        "・ バスの本数は少なくて困っていますが、バスの運賃は安くて助かっています。よろしくお願いします。",
        "（１）バスの本数を増やし、運賃は下げてください。よろしくお願いします。",
        "4、バスの本数が足りず、バスの運賃も高い。よろしくお願いします。",
        *PARKS,
    ]
    reading = read(texts)
    space = themes.learn_space(reading)
    describer = themes.Describer(texts, reading, space, themes.place_on(space, reading.of_rows()))
    found, _families = describer.describe(np.array([1] * 3 + [2] * len(PARKS)))
    quoted = {texts[row][start:end] for row, start, end in found[0].evidence}
    assert quoted == {
        "バスの本数は少なくて困っていますが、バスの運賃は安くて助かっています。",
        "バスの本数を増やし、運賃は下げてください。",
        "バスの本数が足りず、バスの運賃も高い。",
    }
