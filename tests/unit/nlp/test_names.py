"""Names of people are masked by what stands around them; what only looks like one stays."""

import json
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.masking.__main__ import count, in_the_web, read
from nlp.text import names
from nlp.text.names import could_be
from nlp.text.personal_data import mask
from nlp.text.spans import Span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "私は山田太郎と申します。市民課の佐藤さんに聞いて",
            "私は［氏名］と申します。市民課の［氏名］さんに聞いて",
        ),
        ("氏名：山本 みどり", "氏名：［氏名］"),
        ("わたしはやまだはなこと申します", "わたしは［氏名］と申します"),
        ("田中です。ごみの日は？", "［氏名］です。ごみの日は？"),
        ("母の良子が倒れました", "母の［氏名］が倒れました"),
        ("グエン・ヴァン・アンと申します", "［氏名］と申します"),
        ("My name is John Smith and I moved", "My name is ［氏名］ and I moved"),
        ("大西課長に代わって", "［氏名］課長に代わって"),
        ("住所：汐見市港町3丁目4番5号", "住所：［住所］"),
        ("木下の父が汐見市浜町10番地で暮らす", "［氏名］の父が［住所］で暮らす"),
    ],
)
def test_a_person_is_masked_and_the_rest_stays(text: str, expected: str) -> None:
    assert mask(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "市民課は何時までですか",
        "汐見市の国民健康保険に入りたい",
        "市民課長にお話ししたい",
        "市民課の者と申します",
        "私は会社員です",
        "港町のごみの日は",
        "田中町のごみ",
        "佐藤医院の休日当番",
        "マイナカードの暗証番号",
        "皆さんのお子さん",
        "石川県から転入した",
        "住所：の書き方を教えてください",
        "This is City Hall, right?",
    ],
)
def test_offices_places_and_papers_are_no_people(text: str) -> None:
    assert mask(text) == text


def test_of_the_marked_sentences_nine_names_in_ten_are_hidden_and_nothing_else() -> None:
    """The figures of RESULTS.md; the worker's pass comes on top."""
    counted = count(list(read()), in_the_web)
    assert counted["n hidden"] / counted["n marked"] >= 0.9
    assert counted["needless"] / counted["masks"] <= 0.02
    for kind in "apmci":
        assert counted[f"{kind} hidden"] == counted[f"{kind} marked"], kind


def test_the_model_finds_names_that_no_phrase_gives_away_and_no_offices() -> None:
    texts = ["うちの叔父の武の戸籍", "市民課と国民健康保険", "こくほりょうがはらえない", ""]
    done = subprocess.run(
        [sys.executable, "-m", "nlp.text.entities"],
        input=json.dumps([*texts, "菊池・野口の二人で行きます"]),
        capture_output=True,
        text=True,
        check=True,
    )
    *nothing, found = json.loads(done.stdout)
    assert nothing[1:] == [[], [], []]
    assert ["菊池・野口の二人で行きます"[start:end] for start, end in found] == ["菊池", "野口"]


@pytest.mark.parametrize(
    ("text", "name", "verdict"),
    [
        ("菊池の二人", "菊池", True),
        ("佐藤医院", "佐藤", False),
        ("りょうがはらえない", "りょう", False),
        ("市民課の", "市民課", False),
        ("グエン・ヴァンが", "グエン・ヴァン", True),
        ("マイナンバー", "マイ", False),
    ],
)
def test_what_a_model_takes_for_a_name_is_looked_at_once_more(text: str, name: str, *, verdict: bool) -> None:
    assert could_be(text, Span(0, len(name))) is verdict


@given(st.text(alphabet="山田太郎はのと申します。さん：氏名・ 課1-丁目ABgn［］", max_size=40))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.text(max_size=200))
def test_places_are_in_order_and_inside(text: str) -> None:
    found = names.find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize("text", ["山田の" * 2_000, "氏名：" * 2_000, "と申します" * 2_000, "1丁目" * 2_000])
def test_long_lures_are_read_in_time(text: str) -> None:
    assert mask(text)
