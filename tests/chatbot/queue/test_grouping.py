from datetime import timedelta
from typing import Any

import pytest

from chatbot.models import Exchange, FaqEntry, GroupedQuestion, Publication, QuestionGroup
from chatbot.services.queue import grouping, triage
from nlp.clustering import questions
from tests.chatbot.queue.asked import DRONE, GRAVE, PASSPORT, asked, grouped
from tests.factories import NOW, user

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=30)


def texts(group: QuestionGroup) -> set[str]:
    return set(group.questions.values_list("exchange__question", flat=True))


def test_questions_that_say_the_same_are_one_group_and_the_most_frequent_comes_first() -> None:
    groups = grouped(*PASSPORT, *DRONE, GRAVE)
    assert [texts(group) for group in groups] == [set(DRONE), set(PASSPORT), {GRAVE}]
    assert [group.size for group in groups] == [3, 2, 1]


def test_that_both_tell_a_name_and_a_telephone_makes_two_questions_no_likelier_the_same() -> None:
    who = "［氏名］です。［住所］、電話番号は［電話番号］、［メールアドレス］です。"
    groups = grouped(f"{who}{DRONE[0]}", f"{who}{GRAVE}")
    assert [group.size for group in groups] == [1, 1]


def test_what_was_placed_stays_when_more_is_asked() -> None:
    before = {group.pk: texts(group) for group in grouped(*DRONE, *PASSPORT)}
    grouped("ドローンは公園で飛ばせますか", "パスポートの更新はどこですか", "消防車を呼ぶには")
    for pk, held in before.items():
        assert held < texts(QuestionGroup.objects.get(pk=pk))
    assert QuestionGroup.objects.count() == 3


def test_the_same_round_twice_changes_nothing() -> None:
    grouped(*DRONE)
    assert grouping.group(now=NOW) == 0
    assert QuestionGroup.objects.get().size == 3


def test_nobody_sees_a_question_before_a_worker_has_looked_for_names() -> None:
    asked(GRAVE, screened_at=None)
    assert grouped() == []


@pytest.mark.parametrize(
    ("fields", "is_shown"),
    [
        ({"outcome": "unknown"}, 1),
        ({"outcome": "candidates", "candidates": [1], "none_fits": True}, 1),
        ({"outcome": "candidates", "candidates": [1]}, 1),
        ({"outcome": "answer", "helped": False}, 1),
        ({"outcome": "answer", "helped": True}, 0),
        ({"outcome": "answer"}, 0),
        ({"outcome": "guide", "helped": False}, 0),
    ],
)
def test_what_stayed_open_or_unsure_is_shown_and_what_was_answered_is_not(
    fields: dict[str, Any], is_shown: int
) -> None:
    asked(GRAVE, **fields)
    assert len(grouped()) == is_shown


def test_a_visitor_has_time_to_choose_before_the_question_counts_as_open() -> None:
    asked(GRAVE, at=NOW - timedelta(minutes=9), outcome="candidates", candidates=[1])
    assert grouped() == []
    assert len(grouped(now=NOW + timedelta(minutes=2))) == 1


def test_who_takes_a_reading_after_all_leaves_the_queue(published: Publication) -> None:
    answer = FaqEntry.objects.get(key="moving-in").current
    exchange = asked(GRAVE, outcome="candidates", candidates=[1])
    assert len(grouped()) == 1
    Exchange.objects.filter(pk=exchange.pk).update(answer=answer)
    assert grouped() == []
    assert not QuestionGroup.objects.exists()


def test_an_erased_conversation_leaves_no_words_behind() -> None:
    first, second = asked(DRONE[0]), asked(DRONE[1])
    (group,) = grouped()
    first.conversation.delete()
    assert list(QuestionGroup.objects.waiting()) == []  # at once, before any round
    grouping.group(now=NOW)
    group.refresh_from_db()
    assert (group.example, group.size) == (second, 1)
    second.conversation.delete()
    grouping.group(now=NOW)
    assert not QuestionGroup.objects.exists()


def test_the_nearest_entries_stand_beside_a_group(published: Publication) -> None:
    (group,) = grouped("たんすの捨て方")
    assert group.nearest[0] == FaqEntry.objects.get(key="bulky-waste").pk


@pytest.mark.parametrize("act", [triage.ignore, triage.mark_outside])
def test_what_was_put_aside_stays_so_however_often_it_is_asked(act: Any) -> None:
    (group,) = grouped(GRAVE)
    act(actor=user(), group=group, now=NOW)
    group.refresh_from_db()
    assert grouped("墓じまいしたい") == []
    assert set(Exchange.objects.values_list("triage", flat=True)) == {group.triage}


def test_a_phrasing_waits_for_its_release_and_only_then_may_the_question_come_back(
    published: Publication,
) -> None:
    (group,) = grouped(GRAVE)
    entry = FaqEntry.objects.get(key="moving-in")
    triage.add_phrasing(actor=user(), group=group, entry=entry, text=GRAVE, now=NOW + timedelta(minutes=1))
    assert grouped("墓じまいしたい", now=LATER) == []
    Publication.objects.update(created_at=NOW + timedelta(minutes=5))
    asked("墓じまいをしたいです", at=NOW + timedelta(minutes=10))
    assert [again.pk for again in grouped(now=LATER)] != [group.pk]
    assert GroupedQuestion.objects.count() == 3


def test_groups_are_the_same_whatever_the_order_within_a_group() -> None:
    assert questions.place([*DRONE, *PASSPORT], []) == [0, 0, 0, 1, 1]
    assert questions.place([*PASSPORT, *DRONE], []) == [0, 0, 1, 1, 1]


@pytest.mark.parametrize("text", ["", "？？？", "😀", "a" * 4000, "\u0301" * 50])
def test_odd_questions_have_groups_of_their_own_and_are_never_an_error(text: str) -> None:
    assert questions.place([text, DRONE[0]], [[PASSPORT[0]]])[1] != 0
