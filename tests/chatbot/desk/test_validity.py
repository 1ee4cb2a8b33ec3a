"""Answers hold from a day to a day; what has ended is said no more."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from accounts.models import RoleGrant, User
from chatbot.models import Exchange, FaqEntry, ReminderMail
from chatbot.services import answering, faq
from chatbot.services.desk import issuing, reminders
from chatbot.services.desk.reminders import Reason
from chatbot.services.faq import Words, create_entry, words_of
from nlp.retrieval.faq_index import Decision, FaqIndex, Ranked
from tests.chatbot import faq as small
from tests.factories import DAY, NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
ONE = timedelta(days=1)


def write(key: str = "library", **words: Any) -> FaqEntry:
    made = replace(Words(question="本の借り方は？", answer="カードを。", checked_on=TODAY), **words)
    return create_entry(actor=None, key=key, field="図書館", words=made, now=NOW)


def change(entry: FaqEntry, **words: Any) -> None:
    entry.refresh_from_db()
    assert entry.current
    faq.revise_entry(
        actor=None,
        entry=entry,
        field=entry.field,
        words=replace(words_of(entry.current), **words),
        read_number=entry.current.number,
        now=NOW,
    )


def answer_on(day: date) -> list[str]:
    return [one.revision.answer for one in issuing.issued(on=day)]


def test_the_last_day_is_part_of_the_time() -> None:
    write(valid_until=TODAY)
    assert answer_on(TODAY) == ["カードを。"]
    assert answer_on(TODAY + ONE) == []


def test_until_a_version_begins_the_one_before_it_is_published() -> None:
    entry = write()
    change(entry, answer="四月から", valid_from=TODAY + 10 * ONE)
    assert answer_on(TODAY) == ["カードを。"]
    assert answer_on(TODAY + 10 * ONE) == ["四月から"]


def test_when_the_newest_has_ended_nothing_older_takes_its_place() -> None:
    entry = write()
    change(entry, valid_until=TODAY - ONE)
    assert answer_on(TODAY) == []


def test_an_answer_that_ends_is_not_given_the_day_after_even_without_a_new_publication() -> None:
    entries = small.write()
    change(entries["bulky-waste"], valid_until=TODAY)
    small.publish()
    on_the_day = answering.find(small.ANSWERED, now=NOW)
    assert on_the_day.outcome == Exchange.Outcome.ANSWER
    after = answering.find(small.ANSWERED, now=NOW + DAY)
    assert (after.outcome, after.revisions) == (Exchange.Outcome.UNKNOWN, [])


def test_an_ended_reading_is_not_offered_but_the_others_are(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = small.write()
    change(entries["nhi-join"], valid_until=TODAY)
    small.publish()
    both = [Ranked("moving-in", 2.0, 0.5), Ranked("nhi-join", 1.9, 0.5)]
    monkeypatch.setattr(FaqIndex, "decide", lambda *_: Decision("candidates", both, 0.5))
    before = answering.find(small.AMBIGUOUS, now=NOW)
    after = answering.find(small.AMBIGUOUS, now=NOW + DAY)
    assert (len(before.revisions), after.revisions) == (2, before.revisions[:1])
    assert after.outcome == Exchange.Outcome.CANDIDATES


def test_the_public_pages_leave_out_what_has_ended(client: Client) -> None:
    entries = small.write()
    change(entries["bulky-waste"], valid_until=TODAY)
    small.publish()
    with time_machine.travel(NOW, tick=False):
        assert client.get("/faq/bulky-waste/").status_code == 200
    with time_machine.travel(NOW + DAY, tick=False):
        assert client.get("/faq/bulky-waste/").status_code == 404
        assert "粗大ごみはどう出せばよいですか" not in client.get("/faq/").content.decode()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({}, []),
        ({"checked_on": None}, [Reason.NEVER]),
        ({"checked_on": TODAY - 365 * ONE}, []),
        ({"checked_on": TODAY - 366 * ONE}, [Reason.OLD]),
        ({"valid_until": TODAY - ONE}, [Reason.ENDED]),
        ({"valid_until": TODAY}, [Reason.ENDS]),
        ({"valid_until": TODAY + 30 * ONE}, [Reason.ENDS]),
        ({"valid_until": TODAY + 31 * ONE}, []),
        ({"valid_from": TODAY + ONE}, [Reason.BEGINS]),
        ({"valid_from": TODAY}, []),
        ({"valid_until": TODAY - ONE, "checked_on": None}, [Reason.ENDED, Reason.NEVER]),
    ],
)
def test_the_list_and_the_page_give_the_same_reasons(words: dict[str, Any], expected: list[Reason]) -> None:
    entry = write(**words)
    found = FaqEntry.objects.select_related("current").get(pk=entry.pk)
    assert reminders.of(found, on=TODAY) == expected
    assert list(reminders.due(on=TODAY)) == ([entry] if expected else [])
    for reason in Reason:
        assert (entry in reminders.due(on=TODAY, reason=reason)) == (reason in expected)


def test_archived_entries_remind_of_nothing(aiko: User) -> None:
    entry = write(checked_on=None)
    faq.archive(actor=aiko, entry=entry, now=NOW)
    assert not reminders.due(on=TODAY)


def test_one_click_says_that_the_answer_is_still_right(desk: Client) -> None:
    write(checked_on=date(2020, 1, 1))
    with time_machine.travel(NOW, tick=False):
        assert "本の借り方は？" in desk.get("/staff/faq/reminders/?reason=old").content.decode()
        sent = {"read_number": "1", "back": "list"}
        answer = desk.post("/staff/faq/entries/library/confirm/", sent)
        assert answer.headers["Location"] == "/staff/faq/reminders/"
        assert "本の借り方は？" not in desk.get("/staff/faq/reminders/").content.decode()
    assert FaqEntry.objects.select_related("current").get().current.checked_on == TODAY  # type: ignore[union-attr]


def test_whoever_confirms_words_that_changed_meanwhile_is_led_to_them(desk: Client) -> None:
    entry = write()
    change(entry, answer="別の答え")
    answer = desk.post("/staff/faq/entries/library/confirm/", {"read_number": "1"})
    assert answer.headers["Location"] == "/staff/faq/entries/library/"
    assert entry.revisions.count() == 2


def test_a_form_that_ends_before_it_begins_is_not_kept(desk: Client) -> None:
    page = desk.post(
        "/staff/faq/new/",
        {
            "key": "x",
            "field": "f",
            "question": "q",
            "answer": "a",
            "valid_from": "2026-12-01",
            "valid_until": "2026-11-01",
        },
    )
    assert page.status_code == 422
    assert not FaqEntry.objects.exists()


def test_a_mail_comes_each_week_to_those_who_want_it_and_only_while_something_waits(
    aiko: User, ken: User
) -> None:
    reminders.choose_mail(user=aiko, wanted=True, now=NOW)
    assert reminders.tell(now=NOW) == 0
    write(checked_on=None)
    for days, expected in ((6, 0), (7, 1), (8, 0), (14, 1)):
        assert reminders.tell(now=NOW + days * DAY) == expected
    assert [message.to for message in mail.outbox] == [[aiko.email]] * 2
    assert "1件" in mail.outbox[0].subject
    assert "/staff/faq/reminders/" in mail.outbox[0].body


def test_who_is_no_editor_any_more_gets_no_mail(aiko: User) -> None:
    reminders.choose_mail(user=aiko, wanted=True, now=NOW)
    write(checked_on=None)
    RoleGrant.objects.filter(user=aiko).delete()
    assert reminders.tell(now=NOW + DAY) == 0


def test_the_mail_is_chosen_and_ended_on_screen(desk: Client, aiko: User) -> None:
    for wanted in ("yes", "yes", "no"):
        desk.post("/staff/faq/reminders/mail/", {"mail": wanted})
        assert ReminderMail.objects.filter(user=aiko).exists() == (wanted == "yes")


def test_the_list_of_reminders_asks_the_same_number_of_queries_for_few_and_many(
    desk: Client, django_assert_num_queries: Any
) -> None:
    write(checked_on=None)
    with django_assert_num_queries(7):
        desk.get("/staff/faq/reminders/")
    for number in range(40):
        write(key=f"k{number}", checked_on=None)
    with django_assert_num_queries(7):
        desk.get("/staff/faq/reminders/")
