import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import AuditEvent
from accounts.policy import Role
from chatbot.models import Exchange, FaqEntry, OutsideQuestion, Publication, QuestionGroup, Utterance
from chatbot.services import publications
from chatbot.services.faq import Words
from chatbot.services.queue import labelled, triage
from tests.chatbot.queue.asked import DRONE, GRAVE, asked, grouped
from tests.factories import NOW, user

pytestmark = pytest.mark.django_db
WORDS = Words(question="ドローンを公園で飛ばせますか。", answer="許可が必要です。")


def one(*texts: str) -> QuestionGroup:
    (group,) = grouped(*(texts or (GRAVE,)))
    return group


def test_a_question_becomes_a_phrasing_of_the_entry_that_was_chosen(published: Publication) -> None:
    group, entry, editor = one(), FaqEntry.objects.get(key="moving-in"), user()
    triage.add_phrasing(actor=editor, group=group, entry=entry, text=GRAVE, now=NOW)
    group.refresh_from_db()
    assert entry.utterances.filter(text=GRAVE).count() == 1
    assert (group.triage, group.triaged_by, group.entry) == ("phrasing", editor, entry)
    exchange = Exchange.objects.get()
    assert (exchange.triage, exchange.triaged_by, exchange.triaged_at) == ("phrasing", editor, NOW)
    assert AuditEvent.objects.filter(action="faq.queue.phrasing").count() == 1


def test_a_phrasing_that_stands_already_is_not_added_twice_and_taking_back_leaves_it(
    published: Publication,
) -> None:
    group, entry = one(), FaqEntry.objects.get(key="moving-in")
    Utterance.objects.create(entry=entry, text=GRAVE)
    triage.add_phrasing(actor=user(), group=group, entry=entry, text=GRAVE, now=NOW)
    triage.take_back(actor=user(), group=group, now=NOW)
    assert entry.utterances.filter(text=GRAVE).count() == 1


def test_a_new_entry_has_the_visitors_words_as_its_phrasing() -> None:
    group = one(*DRONE)
    made = triage.write_entry(actor=user(), group=group, field="公園", words=WORDS, text=DRONE[0], now=NOW)
    assert made.current
    assert made.current.answer == "許可が必要です。"
    assert [utterance.text for utterance in made.utterances.all()] == [DRONE[0]]
    assert set(Exchange.objects.values_list("triage", flat=True)) == {"entry"}


def test_what_is_out_of_scope_is_kept_in_all_its_wordings_and_teaches_the_next_release() -> None:
    group = one(*DRONE)
    triage.mark_outside(actor=user(), group=group, now=NOW)
    assert set(labelled.outside()) == set(DRONE)
    Exchange.objects.get(question=DRONE[0]).conversation.delete()
    assert set(labelled.outside()) == set(DRONE)


@pytest.mark.parametrize("made", ["phrasing", "entry", "outside", "ignored"])
def test_every_act_can_be_taken_back(published: Publication, made: str) -> None:
    group, entry, editor = one(), FaqEntry.objects.get(key="moving-in"), user()
    before = Utterance.objects.count(), FaqEntry.objects.in_use().count(), OutsideQuestion.objects.count()
    acts: dict[str, Callable[[], object]] = {
        "phrasing": lambda: triage.add_phrasing(actor=editor, group=group, entry=entry, text=GRAVE, now=NOW),
        "entry": lambda: triage.write_entry(
            actor=editor, group=group, field="墓", words=WORDS, text="", now=NOW
        ),
        "outside": lambda: triage.mark_outside(actor=editor, group=group, now=NOW),
        "ignored": lambda: triage.ignore(actor=editor, group=group, now=NOW),
    }
    acts[made]()
    assert not QuestionGroup.objects.waiting().exists()
    assert triage.take_back(actor=editor, group=group, now=NOW)
    assert QuestionGroup.objects.waiting().get() == group
    after = Utterance.objects.count(), FaqEntry.objects.in_use().count(), OutsideQuestion.objects.count()
    assert after == before
    assert Exchange.objects.get().triage == ""
    assert not triage.take_back(actor=editor, group=group, now=NOW)


def test_the_second_editor_is_told_and_nothing_is_done_twice(published: Publication) -> None:
    group, entry, first = one(), FaqEntry.objects.get(key="moving-in"), user()
    triage.ignore(actor=first, group=group, now=NOW)
    with pytest.raises(triage.Treated) as told:
        triage.add_phrasing(actor=user(), group=group, entry=entry, text=GRAVE, now=NOW)
    assert told.value.group.triaged_by == first
    assert not entry.utterances.filter(text=GRAVE).exists()


def test_of_two_editors_at_the_same_moment_one_comes_first(real_database: str) -> None:
    group = one(*DRONE)
    editors = [user(Role.FAQ_EDITOR), user(Role.FAQ_EDITOR)]
    start = threading.Barrier(2)
    refused: list[triage.Treated] = []

    def act(number: int) -> None:
        start.wait()
        try:
            if number:
                triage.mark_outside(actor=editors[1], group=group, now=NOW)
            else:
                triage.ignore(actor=editors[0], group=group, now=NOW)
        except triage.Treated as told:
            refused.append(told)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    held = QuestionGroup.objects.get()
    assert len(refused) == 1
    assert OutsideQuestion.objects.exists() == (held.triage == "outside")
    assert AuditEvent.objects.filter(action__startswith="faq.queue.").count() == 1


def test_confirmed_choices_are_collected_and_bare_clicks_are_not(published: Publication) -> None:
    answer = FaqEntry.objects.get(key="bulky-waste").current
    chosen: dict[str, Any] = {"outcome": "candidates", "candidates": [1], "answer": answer}
    asked("大きいごみ", **chosen, helped=True)
    asked("大きいごみ", **chosen, helped=True)
    asked("いらない家具", **chosen)
    asked("こわれた机", **chosen, helped=False)
    asked("山田の家具", **chosen, helped=True, screened_at=None)
    asked("机の捨て方", outcome="answer", answer=answer, helped=True)
    assert labelled.confirmed() == [("大きいごみ", "bulky-waste")]


def test_changes_that_visitors_do_not_have_yet_are_counted(published: Publication) -> None:
    assert publications.unpublished() == 0
    group = one()
    later = published.created_at + timedelta(minutes=1)
    triage.mark_outside(actor=user(), group=group, now=later)
    assert publications.unpublished() == 1
    triage.take_back(actor=user(), group=group, now=later)
    assert publications.unpublished() == 0
