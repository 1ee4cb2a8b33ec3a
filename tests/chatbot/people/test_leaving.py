"""Questions left for later: a reference, one answer, one mail, and an address that does not stay."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from accounts.models import AuditEvent, User
from accounts.policy import FOR_GOOD, Role
from chatbot.models import Conversation, Exchange, Handover, LeftQuestion
from chatbot.services.people import handovers, leaving, mailing, messages
from tests import factories
from tests.chatbot.people import office
from tests.chatbot.people.office import EVENING, OPEN

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _hours(db: None) -> None:
    office.hours()


@pytest.fixture
def aoi(db: None) -> User:
    return factories.user(Role.FAQ_EDITOR)


def left(address: str = "yui@example.org", talk: Conversation | None = None) -> LeftQuestion:
    question, _message = leaving.leave(
        conversation=talk or office.conversation(EVENING),
        client_id="left",
        text="ドローンを飛ばせますか。電話は090-1234-5678です",
        address=address,
        now=EVENING,
    )
    return question


def test_a_question_is_kept_masked_once_and_with_a_reference() -> None:
    talk = office.conversation(EVENING)
    first, again = left(talk=talk), left(talk=talk)
    assert first == again
    assert "1234" not in first.text
    assert first.reference.startswith("Q-2026-")
    assert talk.messages.get().text == first.reference


@pytest.mark.parametrize("address", ["yui", "yui@", "a b@example.org"])
def test_what_is_no_address_is_refused_before_anything_is_kept(address: str) -> None:
    with pytest.raises(leaving.BadAddress):
        left(address)
    assert not LeftQuestion.objects.exists()


def test_the_answer_stands_in_the_conversation_and_goes_out_once(aoi: User) -> None:
    question = left()
    leaving.answer(question=question, actor=aoi, text="公園では禁止です。", now=OPEN + 4 * DAY)
    with pytest.raises(leaving.AnsweredAlready):
        leaving.answer(question=question, actor=aoi, text="二つ目", now=OPEN + 4 * DAY)
    assert [*question.conversation.messages.values_list("text", flat=True)][-1] == "公園では禁止です。"
    assert [mailing.deliver(now=OPEN + 4 * DAY) for _ in range(2)] == [1, 0]
    (sent,) = mail.outbox
    assert sent.to == ["yui@example.org"]
    assert "公園では禁止です。" in sent.body
    assert question.reference in sent.subject
    assert "yui@example.org" not in str(list(AuditEvent.objects.values_list("details", "subject")))


def test_without_an_address_no_mail_goes_out(aoi: User) -> None:
    leaving.answer(question=left(""), actor=aoi, text="公園では禁止です。", now=OPEN + 4 * DAY)
    assert mailing.deliver(now=OPEN + 4 * DAY) == 0


def test_a_mail_server_that_is_away_loses_nothing(aoi: User, monkeypatch: pytest.MonkeyPatch) -> None:
    leaving.answer(question=left(), actor=aoi, text="公園では禁止です。", now=OPEN)

    def die(*args: object) -> None:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "open", die, raising=False)
        assert mailing.deliver(now=OPEN) == 0
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", die)
        assert mailing.deliver(now=OPEN) == 0
    assert mailing.deliver(now=OPEN) == 0
    assert mailing.deliver(now=OPEN + HOUR) == 1


def test_the_address_is_erased_seven_days_after_the_answer(aoi: User) -> None:
    question = left()
    leaving.answer(question=question, actor=aoi, text="はい。", now=OPEN)
    assert leaving.erase_addresses(now=OPEN + 7 * DAY - timedelta(seconds=1)) == 0
    assert leaving.erase_addresses(now=OPEN + 7 * DAY) == 1
    question.refresh_from_db()
    assert (question.address, question.wants_mail) == ("", True)


def test_leaving_ends_the_waiting_and_a_talk_that_was_taken_goes_on(aoi: User) -> None:
    waiting, taken = office.waiting(), office.waiting()
    handovers.take(handover=taken, actor=aoi, now=OPEN)
    left(talk=waiting.conversation)
    left(talk=taken.conversation)
    waiting.refresh_from_db()
    taken.refresh_from_db()
    assert (waiting.outcome, taken.outcome) == ("left", "")


def test_who_waited_and_went_away_loses_no_question() -> None:
    talk = office.conversation()
    Exchange.objects.create(
        conversation=talk, number=0, client_id="q", question="ドローンは？", outcome="unknown", asked_at=OPEN
    )
    handover = office.waiting(talk)
    assert leaving.lapse(now=OPEN + 5 * MINUTE) == 0
    assert leaving.lapse(now=OPEN + 6 * MINUTE) == 1
    handover.refresh_from_db()
    assert handover.outcome == Handover.Outcome.LEFT
    assert LeftQuestion.objects.get().text == "ドローンは？"


def test_who_still_waits_half_an_hour_after_closing_has_the_question_taken_down() -> None:
    closes = EVENING - HOUR - 45 * MINUTE
    handover = office.waiting(now=closes - MINUTE)
    messages.say(conversation=handover.conversation, client_id="a", text="急いでいます", now=closes)
    for moment, ended in [(closes + 29 * MINUTE, 0), (closes + 30 * MINUTE, 1)]:
        Handover.objects.update(visitor_seen_at=moment)
        assert leaving.lapse(now=moment) == ended
    assert LeftQuestion.objects.get().text == "急いでいます"


def test_nobody_writes_to_a_person_who_went_home(aoi: User) -> None:
    handover = office.waiting()
    handovers.take(handover=handover, actor=aoi, now=OPEN)
    assert leaving.lapse(now=OPEN + 2 * HOUR - timedelta(seconds=1)) == 0
    assert leaving.lapse(now=OPEN + 2 * HOUR) == 1
    with pytest.raises(messages.NobodyThere):
        messages.say(
            conversation=handover.conversation, client_id="a", text="まだいますか", now=OPEN + 3 * HOUR
        )


def test_taken_at_the_moment_of_leaving_it_is_not_taken_from_the_person(aoi: User) -> None:
    handover = office.waiting()
    handovers.take(handover=handover, actor=aoi, now=OPEN)
    assert leaving._leave_for_them(handover, OPEN) == 0
    assert not LeftQuestion.objects.exists()


@pytest.mark.parametrize("end", ["disabled", "role", "suspended"])
def test_a_talk_of_somebody_who_may_no_longer_answer_comes_back_into_the_queue(aoi: User, end: str) -> None:
    handover, other = office.waiting(), office.waiting()
    handovers.take(handover=handover, actor=aoi, now=OPEN)
    handovers.take(handover=other, actor=factories.user(Role.MODERATOR), now=OPEN)
    leaving.lapse(now=OPEN)
    handover.refresh_from_db()
    assert handover.is_taken
    if end == "role":
        aoi.grants.all().delete()
    else:
        changed = {"is_active": False} if end == "disabled" else {"suspended_until": FOR_GOOD}
        User.objects.filter(pk=aoi.pk).update(**changed)
    for _ in range(2):
        leaving.lapse(now=OPEN + MINUTE)
    assert list(Handover.objects.waiting()) == [handover]
    assert list(Handover.objects.taken()) == [other]
    assert list(handover.messages.values_list("event", flat=True)) == ["asked", "taken", "passed"]
    assert AuditEvent.objects.filter(action="chat.put_back", actor=None).count() == 1
