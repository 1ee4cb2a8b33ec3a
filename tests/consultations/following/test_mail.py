"""Mail: at once, every morning, every Monday; each once, whoever dies on the way; and the end of all mail."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.utils import translation

from accounts.models import User
from consultations.models import Consultation, Follow, Frequency, Mailing
from consultations.services.following import digests, follows, mailing, notifications
from consultations.services.participation import comments
from tests import factories
from tests.consultations.following.material import CANARY, follow, html_of, round_at, wish, write
from tests.factories import DAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
# NOW is Friday, 20 November 2026, 17:00 in Japan.
SATURDAY_7 = NOW + timedelta(hours=14)
MONDAY_7 = SATURDAY_7 + 2 * DAY
SECOND = timedelta(seconds=1)


def test_a_mail_at_once_says_what_is_new_and_where(consultation: Consultation, reader: User) -> None:
    wish(reader, Frequency.AT_ONCE)
    piece = write(consultation.thread, factories.user(display_name="海野"), "砂浜を残してください。")
    (letter,) = round_at(NOW)
    assert letter.to == [reader.email]
    assert letter.subject == "[汐見市] 新しいコメント：海辺の使い方"
    assert piece.opinion
    for words in (letter.body, html_of(letter)):
        assert "海野" in words
        assert "砂浜を残してください。" in words
        assert f"http://127.0.0.1:8000{piece.opinion.get_absolute_url()}" in words
    assert round_at(NOW + SECOND) == []


def test_a_lively_discussion_comes_together_after_ten_minutes(
    consultation: Consultation, reader: User
) -> None:
    wish(reader, Frequency.AT_ONCE)
    write(consultation.thread, factories.user(), "一つめ")
    assert len(round_at(NOW)) == 1
    write(consultation.thread, factories.user(), "二つめ")
    write(consultation.thread, factories.user(), "三つめ")
    assert round_at(NOW + timedelta(minutes=9)) == []
    (letter,) = round_at(NOW + timedelta(minutes=10))
    assert "2件のお知らせ" in letter.subject
    assert "二つめ" in letter.body
    assert "一つめ" not in letter.body


def test_the_daily_digest_comes_at_seven_in_japan_and_once(consultation: Consultation, reader: User) -> None:
    wish(reader, Frequency.DAILY)
    write(consultation.thread, factories.user(), "夕方の意見")
    assert [len(round_at(moment)) for moment in (NOW, SATURDAY_7 - SECOND)] == [0, 0]
    assert [len(round_at(SATURDAY_7 + delay * SECOND)) for delay in (0, 1, 3600)] == [1, 0, 0]
    assert round_at(SATURDAY_7 + DAY) == [], "a morning without news brings no mail"


def test_the_weekly_digest_comes_on_monday_morning(consultation: Consultation, reader: User) -> None:
    wish(reader, Frequency.WEEKLY)
    write(consultation.thread, factories.user(), "金曜の意見")
    mornings = [SATURDAY_7, SATURDAY_7 + DAY, MONDAY_7 - SECOND, MONDAY_7, MONDAY_7 + DAY]
    assert [len(round_at(moment)) for moment in mornings] == [0, 0, 0, 1, 0]


def test_what_is_told_after_seven_waits_for_the_next_morning_and_nothing_is_left_out(
    consultation: Consultation, reader: User
) -> None:
    wish(reader, Frequency.DAILY)
    write(consultation.thread, factories.user(), "前の日の意見")
    notifications.fan_out(now=SATURDAY_7 - SECOND)
    write(consultation.thread, factories.user(), "七時ちょうどの意見")
    notifications.fan_out(now=SATURDAY_7)
    (first,) = round_at(SATURDAY_7)
    (second,) = round_at(SATURDAY_7 + DAY)
    assert ("前の日の意見" in first.body, "七時ちょうどの意見" in first.body) == (True, False)
    assert ("前の日の意見" in second.body, "七時ちょうどの意見" in second.body) == (False, True)


def test_workers_that_slept_through_the_morning_send_the_digest_when_they_wake(
    consultation: Consultation, reader: User
) -> None:
    wish(reader, Frequency.DAILY)
    write(consultation.thread, factories.user())
    notifications.fan_out(now=NOW)
    late = SATURDAY_7 + timedelta(hours=5)
    assert [len(round_at(late)), len(round_at(late + SECOND)), len(round_at(SATURDAY_7 + DAY))] == [1, 0, 0]


@pytest.mark.parametrize(
    ("moment", "morning"),
    [
        (SATURDAY_7 - SECOND, SATURDAY_7 - DAY),
        (SATURDAY_7, SATURDAY_7),
        (SATURDAY_7 + 23 * timedelta(hours=1), SATURDAY_7),
    ],
)
def test_the_morning_is_that_of_the_city_and_not_of_the_server(moment: datetime, morning: datetime) -> None:
    assert digests.latest_morning(moment) == morning
    assert digests.latest_monday(moment) == MONDAY_7 - 7 * DAY


def test_each_thing_followed_has_its_own_frequency(
    consultation: Consultation, reader: User, kenji: User
) -> None:
    other = factories.consultation()
    follow(reader, other.thread)
    wish(reader, Frequency.WEEKLY)
    Follow.objects.filter(thread=other.thread).update(frequency=Frequency.AT_ONCE)
    write(consultation.thread, kenji, "週に一度でよい")
    write(other.thread, kenji, "すぐに知りたい")
    (letter,) = round_at(NOW)
    assert ("すぐに知りたい" in letter.body, "週に一度でよい" in letter.body) == (True, False)


def test_who_wants_no_mail_reads_it_on_the_site_alone(consultation: Consultation, reader: User) -> None:
    wish(reader, Frequency.NONE)
    write(consultation.thread, factories.user())
    assert [round_at(moment) for moment in (NOW, SATURDAY_7, MONDAY_7)] == [[], [], []]
    assert notifications.unread(person=reader) == 1


def test_a_worker_killed_between_writing_and_sending_loses_nothing_and_sends_once(
    consultation: Consultation, reader: User
) -> None:
    wish(reader, Frequency.DAILY)
    write(consultation.thread, factories.user())
    notifications.fan_out(now=NOW)
    digests.gather(now=SATURDAY_7)  # and here it was killed
    assert len(round_at(SATURDAY_7 + SECOND)) == 1
    assert round_at(SATURDAY_7 + 2 * SECOND) == []
    assert round_at(SATURDAY_7 + 2 * DAY) == []


def test_a_worker_killed_while_sending_is_followed_by_another_after_its_lease(
    consultation: Consultation, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish(reader, Frequency.AT_ONCE)
    write(consultation.thread, factories.user())

    class Killed(BaseException):
        pass

    def die(*_args: object, **_options: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", die)
        with pytest.raises(Killed):
            round_at(NOW)
    assert round_at(NOW + mailing.LEASE - SECOND) == []
    assert len(round_at(NOW + mailing.LEASE)) == 1
    assert round_at(NOW + 2 * mailing.LEASE) == []


def test_two_workers_that_see_the_same_mail_send_it_once(
    consultation: Consultation, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish(reader, Frequency.AT_ONCE)
    write(consultation.thread, factories.user())
    notifications.fan_out(now=NOW)
    digests.gather(now=NOW)
    compose = mailing._compose

    def meanwhile(row: Mailing) -> object:
        monkeypatch.setattr(mailing, "_compose", compose)
        assert mailing.deliver(now=NOW) == 0, "the second worker comes while the first still writes"
        return compose(row)

    monkeypatch.setattr(mailing, "_compose", meanwhile)
    assert mailing.deliver(now=NOW) == 1
    assert len(mail.outbox) == 1


def test_a_mail_server_that_is_away_costs_no_mail(
    consultation: Consultation, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish(reader, Frequency.AT_ONCE)
    write(consultation.thread, factories.user())

    def refuse(_self: EmailBackend) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "open", refuse)
        assert round_at(NOW) == []
        assert round_at(NOW + 3 * DAY) == []
    assert len(round_at(NOW + 3 * DAY + SECOND)) == 1


def test_one_mail_that_cannot_be_sent_does_not_keep_the_others(
    consultation: Consultation, reader: User, kenji: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(kenji, consultation.thread)
    for person in (reader, kenji):
        wish(person, Frequency.AT_ONCE)
    write(consultation.thread, factories.user())
    send = EmailBackend.send_messages

    def dislike(backend: EmailBackend, messages: list[EmailMessage]) -> int:
        if messages[0].to == [reader.email]:
            raise ValueError
        return int(send(backend, messages))

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", dislike)
        assert [letter.to for letter in round_at(NOW)] == [[kenji.email]]
    assert [letter.to for letter in round_at(NOW + timedelta(minutes=2))] == [[reader.email]]


def test_what_was_hidden_before_the_mail_went_out_is_not_in_it(
    consultation: Consultation, reader: User
) -> None:
    wish(reader, Frequency.DAILY)
    piece = write(consultation.thread, factories.user(), CANARY)
    notifications.fan_out(now=NOW)
    assert piece.opinion
    piece.opinion.hidden_at = NOW
    piece.opinion.save()
    assert round_at(SATURDAY_7) == []
    assert Mailing.objects.get().dropped_at == SATURDAY_7


def test_mail_comes_in_the_language_chosen(consultation: Consultation, reader: User) -> None:
    wish(reader, Frequency.AT_ONCE, language="en")
    write(consultation.thread, factories.user())
    assert round_at(NOW)[0].subject == "[汐見市] A new comment: 海辺の使い方"


def test_who_writes_in_english_is_written_to_in_english(consultation: Consultation, yui: User) -> None:
    with translation.override("en"):
        mine = comments.post(thread=consultation.thread, author=yui, text="Yes", form_key="k", now=NOW)
    comments.post(
        thread=consultation.thread, author=factories.user(), text="はい", form_key="r", parent=mine, now=NOW
    )
    assert round_at(NOW)[0].subject == "[汐見市] A reply to your comment: 海辺の使い方"


def test_who_ended_all_mail_gets_no_receipt_that_still_waited(consultation: Consultation, yui: User) -> None:
    wish(yui, Frequency.NONE, receipts=True)
    comments.post(thread=consultation.thread, author=yui, text="賛成", form_key="k", now=NOW)
    follows.end_all_mail(person=yui)
    assert round_at(NOW) == []
    assert Mailing.objects.get().dropped_at == NOW


def test_the_receipt_comes_by_mail_to_those_who_want_it(
    consultation: Consultation, yui: User, kenji: User
) -> None:
    wish(yui, Frequency.NONE, receipts=True)
    for author in (yui, kenji):
        comments.post(
            thread=consultation.thread, author=author, text="賛成", form_key=str(author.pk), now=NOW
        )
    (letter,) = round_at(NOW)
    opinion = yui.opinions.get()
    assert letter.to == [yui.email]
    assert opinion.receipt in letter.subject
    assert opinion.receipt in html_of(letter)
    assert round_at(NOW + DAY) == []
