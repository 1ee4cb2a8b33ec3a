"""The index a chatbot answers from."""

import io
import threading
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.retrieval import faq_building
from nlp.retrieval.archive import BadIndex
from nlp.retrieval.confidence import UNFITTED
from nlp.retrieval.faq_building import Entry
from nlp.retrieval.faq_index import Decision, FaqIndex
from tests.unit.nlp.faq import ENTRIES

OFF_TOPIC = ["今日の株価は?", "アジャイル開発の本を買いたい", "あなたは誰ですか", "しりとりしよう"]


@pytest.fixture(scope="module")
def index() -> FaqIndex:
    return faq_building.build(ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry.key for entry in ENTRIES])
def test_an_official_question_is_answered_by_its_own_entry(index: FaqIndex, entry: Entry) -> None:
    decision = index.decide(entry.question)
    assert decision.kind == "answer"
    assert decision.ranked[0].key == entry.key


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("先週引っ越してきたばかりです", "moving-in"),
        ("古いソファを捨てたいのですが", "bulky"),
        ("年金を払う余裕がない", "pension"),
        ("図書館は日曜も開いていますか", "library"),
    ],
)
def test_a_question_in_other_words_finds_its_entry(index: FaqIndex, question: str, key: str) -> None:
    assert index.rank(question, 1)[0].key == key


@pytest.mark.parametrize("question", [*OFF_TOPIC, "", "？", "👍", "\ud800", "あ" * 100_000])
def test_a_question_about_something_else_is_declined(index: FaqIndex, question: str) -> None:
    assert index.decide(question).kind == "unknown"


@pytest.mark.parametrize("question", OFF_TOPIC)
def test_an_faq_without_utterances_declines_too(question: str) -> None:
    bare = faq_building.build([Entry(entry.key, entry.question, entry.answer) for entry in ENTRIES])
    assert bare.judge == UNFITTED
    assert bare.decide(question).kind == "unknown"
    assert bare.decide(ENTRIES[0].question).kind == "answer"


def test_a_question_two_entries_fit_offers_both(index: FaqIndex) -> None:
    decision = index.decide("ごみ")
    assert decision.kind == "candidates"
    assert {"garbage", "bulky"} <= {ranked.key for ranked in decision.ranked}
    assert len(decision.ranked) <= 3


@pytest.mark.parametrize("word", ["料金", "料金について", "料金はいつですか"])
def test_one_word_that_belongs_to_many_is_never_declined(index: FaqIndex, word: str) -> None:
    cautious = index.with_let_through_per_hundred(-1)
    assert cautious.decide("料金と猫と市長の予定").kind == "unknown"
    decision = cautious.decide(word)
    assert decision.kind == "candidates"
    assert {ranked.key for ranked in decision.ranked} == {"bus", "bulky"}


def test_confidence_is_a_share_and_the_ranking_descends(index: FaqIndex) -> None:
    ranked = index.rank("粗大ごみの料金はいくらですか", 5)
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)
    assert all(0 <= one.confidence <= 1 for one in ranked)


def test_an_index_survives_as_bytes(index: FaqIndex) -> None:
    data = index.to_bytes()
    loaded = FaqIndex.from_bytes(data)
    assert loaded.judge == index.judge
    assert loaded.to_bytes() == data == faq_building.build(ENTRIES).to_bytes()
    assert loaded.decide("犬をもらいました") == index.decide("犬をもらいました")


def _zip(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.json", text)
    return packed.getvalue()


@pytest.mark.parametrize("data", [b"", b"no zip", _zip("{"), _zip("[]"), _zip('{"format": 99}'), _zip("{}")])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(BadIndex):
        FaqIndex.from_bytes(data)


def test_two_entries_with_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="'moving-in'"):
        faq_building.build([ENTRIES[0], ENTRIES[0]])


@pytest.mark.parametrize("entries", [[], [Entry("a", "", "")], [Entry("a", "？", "！", ("", "。"))]])
def test_an_empty_faq_knows_nothing(entries: list[Entry]) -> None:
    assert faq_building.build(entries).decide("ごみの日").kind == "unknown"


def test_many_threads_get_the_same_answers(index: FaqIndex) -> None:
    expected = index.decide("印鑑を登録したい")
    found: list[Decision] = []

    def ask() -> None:
        found.extend(index.decide("印鑑を登録したい") for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 120


@settings(deadline=None, max_examples=60)
@given(question=st.text(st.characters(codec=None), max_size=60))
def test_any_question_gets_a_decision(index: FaqIndex, question: str) -> None:
    decision = index.decide(question)
    assert 0 <= decision.confidence <= 1
    assert len(decision.ranked) <= 3
