"""Several acts at one moment: a talk ends once, each message has its own number, an answer goes out once."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from accounts.models import AuditEvent, User
from accounts.policy import Role
from chatbot.models import Conversation, Handover, LeftQuestion, Message
from chatbot.models.people import HandoverQuerySet
from chatbot.services import conversations
from chatbot.services.people import handovers, leaving, mailing, messages
from tests import factories
from tests.chatbot.people import office
from tests.chatbot.people.office import OPEN
from tests.chatbot.people.test_races import each, events
from tests.promises.conftest import Together
from tests.promises.controls import without_constraint

ROUNDS = 5
HOUR = timedelta(hours=1)
ANSWERED = Handover.Outcome.ANSWERED


@pytest.fixture
def aoi(real_database: str) -> User:
    office.hours()
    return factories.user(Role.MODERATOR)


def taken(actor: User) -> Handover:
    handover = office.waiting()
    handovers.take(handover=handover, actor=actor, now=OPEN)
    return Handover.objects.select_related("conversation").get(pk=handover.pk)


def fresh(handover: Handover) -> Handover:
    """As a request of its own reads it: threads must not share one object."""
    return Handover.objects.select_related("conversation").get(pk=handover.pk)


def close(handover: Handover, actor: User) -> Callable[[], Any]:
    return lambda: handovers.close(handover=fresh(handover), actor=actor, outcome=ANSWERED, now=OPEN)


def pass_on(handover: Handover, actor: User) -> Callable[[], Any]:
    return lambda: handovers.pass_on(
        handover=fresh(handover), actor=actor, note="", desk=None, person=None, now=OPEN
    )


def take(handover: Handover, actor: User) -> Callable[[], Any]:
    return lambda: handovers.take(handover=fresh(handover), actor=actor, now=OPEN)


def leave(handover: Handover) -> Callable[[], Any]:
    return lambda: leaving.leave(
        conversation=fresh(handover).conversation, client_id="leave", text="質問", address="", now=OPEN
    )


def give_up(handover: Handover) -> Callable[[], Any]:
    return lambda: handovers.give_up(conversation=fresh(handover).conversation, client_id="end", now=OPEN)


def tidily_ended(handover: Handover) -> bool:
    """At most one end, nothing after it, and the row says what the messages say."""
    held, told = fresh(handover), events(handover)
    ends = [event for event in told if event in {"ended", "returned", "left"}]
    return len(ends) == (not held.is_open) and (held.is_open or told[-1] == ends[0])


@pytest.mark.parametrize("go", [leave, give_up])
def test_the_visitor_goes_while_somebody_takes_it(
    aoi: User, together: Together, go: Callable[[Handover], Callable[[], Any]]
) -> None:
    for _ in range(ROUNDS):
        handover = office.waiting()
        told = together(2, each(go(handover), take(handover, aoi)))
        refused = [one for one in told if isinstance(one, Exception)]
        assert {type(error) for error in refused} <= {handovers.AlreadyTaken}
        assert tidily_ended(handover)
        assert ("taken" in events(handover)) is not bool(refused)
        assert LeftQuestion.objects.filter(conversation=handover.conversation).exists() is (go is leave)


def test_control_without_the_conditions_somebody_takes_what_the_visitor_left(
    aoi: User, together: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HandoverQuerySet, "waiting", lambda rows: rows.all())
    handover = office.waiting()
    together(2, each(leave(handover), take(handover, aoi)))
    assert sorted(events(handover)) == ["asked", "left", "taken"]
    held = fresh(handover)
    assert (held.outcome, held.taken_by) == ("left", aoi)


def rounds(together: Together) -> list[Any]:
    """Two workers, as while one is being replaced: an hour later, and the visitor is gone."""
    return together(2, lambda: leaving.lapse(now=OPEN + HOUR))


def test_the_rounds_of_two_workers_leave_one_question(aoi: User, together: Together) -> None:
    for _ in range(ROUNDS):
        handover = office.waiting()
        assert sorted(rounds(together)) == [0, 1]
        assert events(handover) == ["asked", "left"]
        assert LeftQuestion.objects.filter(conversation=handover.conversation).count() == 1


def test_control_without_looking_again_both_leave_one(
    aoi: User, together: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    handover, have_read, leave_it = office.waiting(), threading.Barrier(2), leaving._leave_for_them

    def leave_together(mine: Handover, now: datetime) -> int:
        have_read.wait(20)
        return leave_it(mine, now)

    monkeypatch.setattr(leaving, "_leave_for_them", leave_together)
    monkeypatch.setattr(HandoverQuerySet, "waiting", lambda rows: rows.all())
    assert rounds(together) == [1, 1]
    assert LeftQuestion.objects.filter(conversation=handover.conversation).count() == 2


def test_closed_six_times_at_once_it_ends_once(aoi: User, together: Together) -> None:
    for _ in range(ROUNDS):
        handover = taken(aoi)
        assert together(6, close(handover, aoi)) == [None] * 6
        assert events(handover) == ["asked", "taken", "ended"]
    assert AuditEvent.objects.filter(action="chat.close").count() == ROUNDS


def test_control_without_looking_whether_it_is_over_it_ends_again_and_again(
    aoi: User, together: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Handover, "is_open", True)
    handover = taken(aoi)
    together(3, close(handover, aoi))
    assert events(handover).count("ended") == 3


def test_closed_and_passed_on_at_once_it_is_one_of_the_two(aoi: User, together: Together) -> None:
    for _ in range(ROUNDS):
        handover = taken(aoi)
        told = together(2, each(close(handover, aoi), pass_on(handover, aoi)))
        assert sorted(type(one).__name__ for one in told) == ["NoneType", "NotYours"]
        assert events(handover)[2:] == (["passed"] if fresh(handover).is_open else ["ended"])


def test_control_without_the_condition_a_closed_talk_is_passed_on(
    aoi: User, together: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HandoverQuerySet, "taken", lambda rows: rows.all())
    handover, is_closed = taken(aoi), threading.Event()

    def close_first() -> None:
        close(handover, aoi)()
        is_closed.set()

    def pass_on_late() -> None:
        assert is_closed.wait(20)
        pass_on(handover, aoi)()

    assert together(2, each(close_first, pass_on_late)) == [None, None]
    assert not tidily_ended(handover)


def both_write(handover: Handover, actor: User, times: int) -> list[Callable[[], Any]]:
    """The visitor and the person of the city by turns, each from what a request of its own has read."""

    def visitor(number: int) -> Callable[[], Any]:
        talk = fresh(handover).conversation
        return lambda: messages.say(conversation=talk, client_id=f"v{number}", text=f"V{number}", now=OPEN)

    def staff(number: int) -> Callable[[], Any]:
        mine = fresh(handover)
        return lambda: messages.reply(
            handover=mine, actor=actor, client_id=f"s{number}", text=f"S{number}", now=OPEN
        )

    return [(visitor if number % 2 else staff)(number) for number in range(times)]


def test_of_twenty_messages_at_once_none_is_lost_and_each_has_the_next_number(
    aoi: User, together: Together
) -> None:
    handover = taken(aoi)
    told = together(20, each(*both_write(handover, aoi, 20)))
    assert all(isinstance(one, Message) for one in told), told
    kept = list(handover.messages.filter(event="").values_list("number", "text"))
    assert [number for number, _text in kept] == list(range(3, 23))
    assert {text for _number, text in kept} == {f"{'V' if n % 2 else 'S'}{n}" for n in range(20)}
    assert sorted(one.number for one in told) == list(range(3, 23))
    assert Conversation.objects.get(pk=handover.conversation_id).exchanges_count == 22


def test_control_counted_from_what_each_had_read_messages_are_lost(
    aoi: User, together: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    def next_number(*, conversation: Conversation, now: object) -> int:
        return conversation.exchanges_count + 1

    handover = taken(aoi)
    acts = both_write(handover, aoi, 6)
    monkeypatch.setattr(conversations, "next_number", next_number)
    told = together(6, each(*acts))
    assert handover.messages.filter(event="").count() == 1
    assert sum(isinstance(one, Exception) for one in told) == 5


def left() -> LeftQuestion:
    question, _told = leaving.leave(
        conversation=office.conversation(), client_id="a", text="質問", address="yui@example.org", now=OPEN
    )
    return question


def answer_by_all(question: LeftQuestion, people: list[User]) -> Callable[[], Any]:
    def act(actor: User) -> Callable[[], Any]:
        own = LeftQuestion.objects.select_related("conversation").get(pk=question.pk)
        return lambda: leaving.answer(question=own, actor=actor, text=f"{actor.pk}の回答", now=OPEN)

    return each(*map(act, people))


def three_workers(together: Together, monkeypatch: pytest.MonkeyPatch, *, claims: bool) -> list[Any]:
    """Each has read the same list of mail before the first of them sends any."""
    have_read, claim = threading.Barrier(3), mailing._claim

    def claim_together(*arguments: Any) -> bool:
        have_read.wait(20)
        return not claims or claim(*arguments)

    monkeypatch.setattr(mailing, "_claim", claim_together)
    return together(3, lambda: mailing.deliver(now=OPEN))


def test_answered_by_four_at_once_one_answer_stands_and_one_mail_goes(
    aoi: User, together: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    question, people = left(), [factories.user(Role.MODERATOR) for _ in range(4)]
    told = together(4, answer_by_all(question, people))
    assert sorted(type(one).__name__ for one in told) == ["AnsweredAlready"] * 3 + ["NoneType"]
    question.refresh_from_db()
    said = Message.objects.get(conversation=question.conversation, author="staff")
    assert (said.text, said.writer) == (question.answer, question.answered_by)
    assert sorted(three_workers(together, monkeypatch, claims=True)) == [0, 0, 1]
    assert len(mail.outbox) == 1
    assert question.answer in mail.outbox[0].body


def test_control_without_the_claim_each_worker_mails_the_answer(
    aoi: User, together: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaving.answer(question=left(), actor=aoi, text="回答", now=OPEN)
    assert three_workers(together, monkeypatch, claims=False) == [1, 1, 1]
    assert len(mail.outbox) == 3


def test_control_without_the_condition_the_last_answer_stands_beside_the_first(
    aoi: User, together: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    question, people = left(), [factories.user(Role.MODERATOR) for _ in range(3)]
    monkeypatch.setattr("chatbot.models.people.LeftQuestionQuerySet.unanswered", lambda rows: rows.all())
    with without_constraint(Message, "a_repeated_message_is_one_message"):
        assert together(3, answer_by_all(question, people)) == [None] * 3
        assert Message.objects.filter(author="staff").count() == 3
        Message.objects.all().delete()
