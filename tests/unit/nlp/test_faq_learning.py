"""What an index learns from a city's own questions, and what editors may choose."""

import io
import json
import zipfile
from itertools import pairwise

import pytest

from nlp.retrieval import archive, faq_building
from nlp.retrieval.confidence import chance_of_any
from nlp.retrieval.faq_building import Entry
from nlp.retrieval.faq_index import FaqIndex
from nlp.retrieval.off_topic import OFF_TOPIC
from tests.unit.nlp.faq import ENTRIES


@pytest.fixture(scope="module")
def index() -> FaqIndex:
    return faq_building.build(ENTRIES)


def test_the_curve_answers_fewer_the_surer_it_has_to_be(index: FaqIndex) -> None:
    curve = index.curve
    assert [point.answers_from for point in curve] == sorted(point.answers_from for point in curve)
    assert curve[0].answered > curve[-1].answered
    assert all(0 <= point.answered <= 1 and 0 <= point.wrong_per_hundred <= 100 for point in curve)


def test_editors_choose_how_many_answers_may_be_wrong(index: FaqIndex) -> None:
    strict, generous = index.with_wrong_per_hundred(2), index.with_wrong_per_hundred(30)
    assert generous.judge.answers_from <= strict.judge.answers_from
    chosen = [point for point in index.curve if point.answers_from <= strict.judge.answers_from]
    assert chosen[-1].wrong_per_hundred <= 2
    assert FaqIndex.from_bytes(strict.to_bytes()).judge == strict.judge


def test_how_many_answers_may_be_wrong_says_nothing_of_what_is_declined(index: FaqIndex) -> None:
    declined = {index.with_wrong_per_hundred(wrong).judge.offers_from for wrong in (-1, 2, 30, 100)}
    assert declined == {index.judge.offers_from}


def test_editors_choose_how_much_about_something_else_may_be_let_through(index: FaqIndex) -> None:
    strict, generous = index.with_let_through_per_hundred(0), index.with_let_through_per_hundred(60)
    assert generous.judge.offers_from <= index.judge.offers_from < strict.judge.offers_from
    asked = [*OFF_TOPIC, *(way for entry in ENTRIES for way in entry.utterances)]
    let_through = [
        {question for question in asked if one.decide(question).kind != "unknown"}
        for one in (strict, generous)
    ]
    assert let_through[0] < let_through[1]


def test_declining_more_lets_less_through_and_keeps_less(index: FaqIndex) -> None:
    loaded = FaqIndex.from_bytes(index.to_bytes())
    assert loaded.offers == index.offers == sorted(index.offers)
    for one, other in pairwise(index.offers):
        assert one.kept >= other.kept
        assert one.let_through_per_hundred >= other.let_through_per_hundred


def test_no_threshold_is_enough_for_none_wrong_at_all_so_the_surest_is_taken(index: FaqIndex) -> None:
    assert index.with_wrong_per_hundred(-1).judge.answers_from == index.curve[-1].answers_from


def test_an_faq_without_utterances_has_no_curve() -> None:
    bare = faq_building.build([entry._replace(utterances=()) for entry in ENTRIES])
    assert bare.curve == []
    assert bare.with_wrong_per_hundred(5) is bare
    assert bare.with_let_through_per_hundred(5) is bare


def test_labelled_and_outside_questions_are_learnt_from_and_unknown_keys_ignored(index: FaqIndex) -> None:
    labelled = [("子犬が家に来た", "dog"), ("何かの手続き", "gone")]
    taught = faq_building.build(ENTRIES, labelled=labelled, outside=["新幹線の時刻を知りたい"] * 20)
    assert taught.judge != index.judge
    assert len(taught) == len(ENTRIES)


def test_synonyms_of_the_editors_lead_to_the_entry_and_survive_as_bytes() -> None:
    question = "グリーンボックスはいつですか"
    taught = faq_building.build(ENTRIES, synonyms=[("グリーンボックス", "ごみ")])
    assert FaqIndex.from_bytes(taught.to_bytes()).rank(question, 1)[0].key == "garbage"
    assert (
        taught.rank(question, 1)[0].confidence > faq_building.build(ENTRIES).rank(question, 1)[0].confidence
    )


def test_who_asks_two_things_at_once_is_offered_both(index: FaqIndex) -> None:
    decision = index.decide("粗大ごみの申し込みはどこですか？図書館は何時まで開いていますか？")
    assert decision.kind == "candidates"
    assert {"bulky", "library"} <= {one.key for one in decision.ranked}


@pytest.mark.parametrize("question", ["いんかんとうろく", "ｲﾝｶﾝﾄｳﾛｸ", "inkan touroku"])
def test_a_question_without_kanji_finds_the_entry_by_its_sound(index: FaqIndex, question: str) -> None:
    assert index.rank(question, 1)[0].key == "seal"


def test_an_english_way_of_asking_is_found() -> None:
    entries = [*ENTRIES, Entry("seal-en", "Seal registration", "Bring your seal.", ("register my seal",))]
    assert faq_building.build(entries).rank("How can I register my seal?", 1)[0].key == "seal-en"


def test_a_way_of_asking_that_two_entries_have_offers_both() -> None:
    shared = "引っ越してきたら何をすればいいですか"
    entries = [
        entry._replace(utterances=(*entry.utterances, shared))
        if entry.key in ("moving-in", "water")
        else entry
        for entry in ENTRIES
    ]
    decision = faq_building.build(entries).decide("引っ越してきたのですが何をすればいいですか")
    assert decision.kind == "candidates"
    assert {one.key for one in decision.ranked[:2]} == {"moving-in", "water"}


def test_who_asks_just_as_several_entries_are_asked_is_never_told_that_nothing_is_known() -> None:
    shared = "引っ越してきたら何をすればいいですか"
    entries = [entry._replace(utterances=(*entry.utterances, shared)) for entry in ENTRIES]
    index = faq_building.build(entries).with_let_through_per_hundred(0)
    decision = index.decide("引っ越してきたのですが何をすればいいですか")
    assert index.rank(shared, 1)[0].confidence < index.judge.offers_from
    assert decision.kind == "candidates"


def test_a_word_that_many_entries_share_is_offered_although_none_of_them_is_sure() -> None:
    index = faq_building.build(ENTRIES)
    one = index.rank("手続き", 3)
    sure = [ranked.confidence for ranked in one]
    between = (max(sure) + chance_of_any(sure)) / 2
    judge = index.judge._replace(offers_from=between, answers_from=1.0)
    careful = FaqIndex(archive.unpack(index.to_bytes())._replace(judge=judge))
    assert max(sure) < between
    assert careful.decide("手続き").kind == "candidates"


OLD_JUDGE = {"offset": -4.0, "answers_from": 0.5, "offers_from": 0.2}

NOT_OURS = [
    *(
        "隣町の映画館はいつですか",
        "映画館の座席の取り方",
        "映画の前売り券",
        "映画館は何時まで",
        "映画は何曜日が安い",
    ),
    *("映画館の料金", "映画館の場所はどこ", "映画館の駐車場", "映画館の開館時間", "映画の申し込み"),
]


def test_what_editors_marked_as_outside_makes_questions_like_it_less_sure(index: FaqIndex) -> None:
    asked = "映画館の開館時間を教えてください"
    taught = faq_building.build(ENTRIES, outside=NOT_OURS)
    ours = "図書館の開館時間を教えてください"
    assert taught.judge.belonging > 0
    fell = index.rank(asked, 1)[0].confidence - taught.rank(asked, 1)[0].confidence
    assert fell > 0.05
    assert taught.decide(ours).kind == "answer"


def test_an_index_made_before_the_newer_signs_were_known_still_answers(index: FaqIndex) -> None:
    old = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(index.to_bytes())) as made, zipfile.ZipFile(old, "w") as written:
        for name in made.namelist():
            data = made.read(name)
            if name == "index.json":
                document = json.loads(data)
                del document["belonging"], document["english"], document["offers"]
                document["judge"] = {"weights": [2.0, 2.0, 1.0, 3.0], **OLD_JUDGE}
                data = json.dumps(document).encode()
            written.writestr(name, data)
    loaded = FaqIndex.from_bytes(old.getvalue())
    assert loaded.judge.belonging == 0
    assert loaded.offers == []
    assert loaded.rank("子犬をもらった", 1)[0].key == "dog"


def test_shipped_questions_of_other_matters_are_all_different() -> None:
    assert len(set(OFF_TOPIC)) == len(OFF_TOPIC)
