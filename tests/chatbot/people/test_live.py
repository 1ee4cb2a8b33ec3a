"""The line of a visitor while people have the conversation: nothing lost, nothing doubled, in order."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from accounts.models import User
from accounts.policy import Role
from chatbot.models import Conversation, Handover, LeftQuestion, Opening
from chatbot.services import talk
from chatbot.services.people import handovers, messages
from tests import factories
from tests.chatbot import faq
from tests.chatbot.faq import ANSWERED, NOT_KNOWN
from tests.chatbot.people import office
from tests.chatbot.test_consumer import Frame, Visitor, _no_connection_left_open, a_visitor

__all__ = ["_no_connection_left_open"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def actor(transactional_db: None) -> User:
    faq.write()
    faq.publish()
    office.always_open()
    return factories.user(Role.MODERATOR)


async def do(act: Callable[..., Any], **arguments: Any) -> Any:
    return await sync_to_async(act)(**arguments, now=timezone.now())


async def taken(actor: User) -> Handover:
    handover: Handover = await Handover.objects.select_related("conversation").alatest("pk")
    await do(handovers.take, handover=handover, actor=actor)
    return handover


async def reply(handover: Handover, actor: User, text: str) -> None:
    await do(messages.reply, handover=handover, actor=actor, client_id=uuid4().hex, text=text)


async def until(visitor: Visitor, *, texts: int = 0, event: str = "") -> list[Frame]:
    """What is heard until so many texts, or this event, have come."""
    heard: list[Frame] = []
    while True:
        heard.append(await visitor.hear())
        said = [frame for frame in heard if frame["type"] == "message"]
        if event and any(frame["event"] == event for frame in said):
            return heard
        if texts and sum(not frame["event"] for frame in said) >= texts:
            return heard


def texts_of(heard: list[Frame]) -> list[str]:
    return [frame["text"] for frame in heard if frame["type"] == "message" and not frame["event"]]


async def test_a_visitor_asks_waits_talks_and_goes_back(actor: User) -> None:
    async with a_visitor() as visitor:
        await visitor.greet()
        assert (await visitor.ask(NOT_KNOWN))["type"] == "unknown"
        await visitor.say(type="call", id="call")
        heard = await until(visitor, event="asked")
        people = [frame for frame in [*heard, await visitor.hear()] if frame["type"] == "people"]
        assert (people[0]["state"], people[0]["place"]) == ("waiting", 1)
        handover = await taken(actor)
        await until(visitor, event="taken")
        await visitor.say(type="ask", id="b", text=ANSWERED)
        assert texts_of(await until(visitor, texts=1)) == [ANSWERED]
        await reply(handover, actor, "粗大ごみは予約制です。")
        assert texts_of(await until(visitor, texts=1)) == ["粗大ごみは予約制です。"]
        await visitor.say(type="end", id="end")
        ended = (await until(visitor, event="returned"))[-1]
        await asyncio.sleep(1.2)
        await visitor.say(type="ask", id="c", text=ANSWERED)
        while (frame := await visitor.hear())["type"] != "reply":
            assert frame["type"] == "people"
        await visitor.say(type="feedback", exchange=ended["number"], helped=True)
        await asyncio.sleep(0.5)
    handover = await Handover.objects.aget()
    assert (handover.outcome, handover.helped) == ("ended", True)


async def test_after_a_cut_everything_missed_comes_once_and_in_order(actor: User) -> None:
    async with a_visitor() as visitor:
        token = (await visitor.greet())["conversation"]
        await visitor.say(type="call", id="call")
        cursor = (await until(visitor, event="asked"))[-1]["number"]
    handover = await taken(actor)
    for number in range(5):
        await reply(handover, actor, f"返事{number}")
    async with a_visitor() as visitor:
        await visitor.greet(token, cursor=cursor)
        await visitor.say(type="ask", id="again", text="戻りました")
        heard = await until(visitor, texts=6)
        numbers = [frame["number"] for frame in heard if frame["type"] == "message"]
        assert numbers == sorted(set(numbers))
        assert texts_of(heard) == [*(f"返事{number}" for number in range(5)), "戻りました"]
        await visitor.say(type="ask", id="again", text="戻りました")
        assert texts_of(await until(visitor, texts=1)) == ["戻りました"]
    assert await handover.messages.filter(author="visitor").acount() == 1


async def test_what_happened_with_the_talk_while_the_line_was_down_is_told_in_order(actor: User) -> None:
    other = await sync_to_async(factories.user)(Role.FAQ_EDITOR)
    async with a_visitor() as visitor:
        token = (await visitor.greet())["conversation"]
        await visitor.say(type="call", id="call")
        cursor = (await until(visitor, event="asked"))[-1]["number"]
    handover = await taken(actor)
    await do(handovers.pass_on, handover=handover, actor=actor, note="", desk=None, person=other)
    await taken(other)
    await reply(handover, other, "代わりました")
    ended = {"handover": handover, "actor": other, "outcome": Handover.Outcome.ANSWERED}
    await do(handovers.close, **ended)
    async with a_visitor() as visitor:
        await visitor.greet(token, cursor=cursor)
        heard = await until(visitor, event="ended")
        told = [frame["event"] or frame["text"] for frame in heard if frame["type"] == "message"]
        assert told == ["taken", "passed", "taken", "代わりました", "ended"]
        # The first words after the end are a question to the automatic answers again.
        await visitor.say(type="ask", id="later", text=ANSWERED)
        while (frame := await visitor.hear())["type"] != "reply":
            assert frame["type"] == "people"


async def test_two_tabs_show_both_sides(actor: User) -> None:
    async with a_visitor() as one, a_visitor() as other:
        token = (await one.greet())["conversation"]
        await one.say(type="call", id="call")
        await until(one, event="asked")
        await other.greet(token)
        handover = await taken(actor)
        await one.say(type="ask", id="a", text="一つめの窓から")
        await until(one, texts=1)
        await other.say(type="ask", id="b", text="二つめの窓から")
        await asyncio.sleep(0.2)
        await reply(handover, actor, "どちらも届きました")
        wanted = ["一つめの窓から", "二つめの窓から", "どちらも届きました"]
        assert texts_of(await until(one, texts=2)) == wanted[1:]
        assert texts_of(await until(other, texts=3)) == wanted


async def test_a_look_that_fails_is_tried_again_and_loses_nothing(
    actor: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    look = talk.look
    broken = [True, True]

    def stumble(**arguments: Any) -> Any:
        if broken:
            broken.pop()
            raise ConnectionError("the database is away")
        return look(**arguments)

    async with a_visitor() as visitor:
        await visitor.greet()
        await visitor.say(type="call", id="call")
        await until(visitor, event="asked")
        handover = await taken(actor)
        monkeypatch.setattr(talk, "look", stumble)
        await reply(handover, actor, "大丈夫です")
        assert texts_of(await until(visitor, texts=1)) == ["大丈夫です"]
    assert caplog.text.count("could not be read") == 2


async def test_control_a_line_that_does_not_look_hears_nothing(
    actor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatbot.consumers.LOOK_EVERY", 3600)
    async with a_visitor() as visitor:
        await visitor.greet()
        await visitor.say(type="call", id="call")
        await until(visitor, event="asked")
        while not await visitor.socket.receive_nothing(timeout=0.2):
            await visitor.hear()
        handover = await taken(actor)
        await reply(handover, actor, "聞こえますか")
        assert await visitor.socket.receive_nothing(timeout=2)


async def test_out_of_hours_the_question_is_left_and_answered_on_return(actor: User) -> None:
    await Opening.objects.all().adelete()
    async with a_visitor() as visitor:
        token = (await visitor.greet())["conversation"]
        await visitor.say(type="call", id="call")
        people = await visitor.hear()
        assert (people["type"], people["state"], people["id"]) == ("people", "closed", "call")
        await visitor.say(type="leave", id="bad", text="質問", address="だめ")
        assert (await visitor.hear())["code"] == "bad_address"
        for _ in range(2):
            await visitor.say(type="leave", id="leave", text=NOT_KNOWN, address="yui@example.org")
        left = (await until(visitor, event="left"))[-1]
    question = await LeftQuestion.objects.aget()
    assert (question.reference, question.address) == (left["text"], "yui@example.org")
    conversation = await Conversation.objects.aget(token=token)
    assert await conversation.messages.acount() == 1


async def test_a_strangers_program_without_people_hears_no_new_frames(actor: User) -> None:
    async with a_visitor() as visitor:
        await visitor.greet()
        assert (await visitor.ask(ANSWERED))["type"] == "reply"
        assert await visitor.socket.receive_nothing(timeout=1.5)
