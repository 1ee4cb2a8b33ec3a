"""Several at the same moment: one takes it, nothing is written twice, nothing after the end."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from accounts.models import User
from accounts.policy import Role
from chatbot.models import Handover, LeftQuestion, Message
from chatbot.services.people import handovers, leaving, messages
from tests import factories
from tests.chatbot.people import office
from tests.chatbot.people.office import OPEN
from tests.promises.conftest import Together
from tests.promises.controls import without_constraint

ROUNDS = 5


def each(*acts: Callable[[], Any]) -> Callable[[], Any]:
    """Every caller does another one."""
    turns = iter(acts)

    def act() -> Any:
        return next(turns)()

    return act


def events(handover: Handover) -> list[str]:
    return list(handover.messages.values_list("event", flat=True))


def takes(handover: Handover, people: list[User]) -> Callable[[], Any]:
    return each(
        *(lambda actor=actor: handovers.take(handover=handover, actor=actor, now=OPEN) for actor in people)
    )


def test_of_six_who_press_at_once_exactly_one_has_it(real_database: str, together: Together) -> None:
    office.hours()
    people = [factories.user(Role.MODERATOR) for _ in range(6)]
    for _ in range(ROUNDS):
        handover = office.waiting()
        told = together(6, takes(handover, people))
        assert sorted(str(type(one).__name__) for one in told) == ["AlreadyTaken"] * 5 + ["NoneType"]
        assert events(handover) == ["asked", "taken"]


def test_control_without_the_condition_several_have_it(
    real_database: str, together: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.hours()
    monkeypatch.setattr("chatbot.models.people.HandoverQuerySet.waiting", lambda rows: rows.open())
    handover = office.waiting()
    together(3, takes(handover, [factories.user(Role.MODERATOR) for _ in range(3)]))
    assert events(handover).count("taken") > 1


def test_words_written_while_it_is_closed_stand_before_the_end_or_are_refused(
    real_database: str, together: Together
) -> None:
    office.hours()
    actor = factories.user(Role.MODERATOR)
    for _ in range(ROUNDS):
        handover = office.waiting()
        talk = handover.conversation
        handovers.take(handover=handover, actor=actor, now=OPEN)

        def close(mine: Handover = handover) -> None:
            handovers.close(handover=mine, actor=actor, outcome=Handover.Outcome.ANSWERED, now=OPEN)

        writes = [
            lambda word=word, talk=talk: messages.say(
                conversation=talk, client_id=word, text="まだあります", now=OPEN
            )
            for word in "abcd"
        ]
        told = together(5, each(writes[0], writes[1], close, *writes[2:]))
        refused = [one for one in told if isinstance(one, Exception)]
        assert {type(error) for error in refused} <= {messages.NobodyThere}
        kept = list(talk.messages.values_list("number", "event"))
        assert kept[-1][1] == "ended"
        assert sum(not event for _number, event in kept) == 4 - len(refused)
        assert [number for number, _event in kept] == list(range(1, len(kept) + 1))


def test_the_same_words_sent_twenty_times_at_once_are_one_message(
    real_database: str, together: Together
) -> None:
    office.hours()
    talk = office.waiting().conversation
    told = together(
        20, lambda: messages.say(conversation=talk, client_id="same", text="もしもし", now=OPEN).pk
    )
    assert len(set(told)) == 1
    assert talk.messages.filter(author="visitor").count() == 1


def test_control_without_looking_and_the_constraint_they_are_doubled(
    real_database: str, together: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.hours()
    talk = office.waiting().conversation
    monkeypatch.setattr(messages, "find", lambda **_: None)
    with without_constraint(Message, "a_repeated_message_is_one_message"):
        together(5, lambda: messages.say(conversation=talk, client_id="same", text="もしもし", now=OPEN))
        assert talk.messages.filter(author="visitor").count() == 5
        Message.objects.all().delete()


def test_left_and_taken_at_the_same_moment_it_is_one_of_the_two(
    real_database: str, together: Together
) -> None:
    office.hours()
    actor = factories.user(Role.MODERATOR)
    for _ in range(ROUNDS):
        handover = office.waiting()

        def leave(mine: Handover = handover) -> int:
            return leaving._leave_for_them(mine, OPEN)

        def take(mine: Handover = handover) -> None:
            handovers.take(handover=mine, actor=actor, now=OPEN)

        told = together(2, each(leave, take))
        was_left = 1 in told
        assert was_left == any(isinstance(one, handovers.AlreadyTaken) for one in told)
        assert LeftQuestion.objects.filter(conversation=handover.conversation).exists() is was_left


def test_asking_for_a_person_from_two_tabs_waits_once(real_database: str, together: Together) -> None:
    office.hours()
    talk = office.conversation()
    turns = count()
    together(6, lambda: handovers.call(conversation=talk, client_id=f"tab{next(turns)}", now=OPEN))
    assert talk.handovers.count() == 1
    assert events(talk.handovers.get()) == ["asked"]
