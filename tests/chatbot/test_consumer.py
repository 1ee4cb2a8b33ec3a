"""The socket as a browser or a stranger's program uses it, without a network in between."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import redis.exceptions
from asgiref.sync import SyncToAsync, sync_to_async
from channels.layers import channel_layers
from channels.testing import WebsocketCommunicator
from django.db import connections
from pytest_django import Settings

from chatbot import threads
from chatbot.models import Conversation, Exchange
from chatbot.services import exchanges
from project.asgi import application
from tests.chatbot import faq
from tests.chatbot.faq import AMBIGUOUS, ANSWERED, NOT_KNOWN

pytestmark = pytest.mark.django_db(transaction=True)
HERE = [(b"origin", b"http://testserver"), (b"host", b"testserver")]
Frame = dict[str, Any]


class Visitor:
    def __init__(self, socket: WebsocketCommunicator) -> None:
        self.socket = socket

    async def say(self, **frame: Any) -> None:
        await self.socket.send_to(text_data=json.dumps(frame))

    async def hear(self) -> Frame:
        told: Frame = json.loads(await self.socket.receive_from(timeout=10))
        return told

    async def ask(self, text: str, client_id: str = "a") -> Frame:
        await self.say(type="ask", id=client_id, text=text)
        return await self.hear()

    async def greet(self, conversation: str | None = None, cursor: int = 0, locale: str = "ja") -> Frame:
        await self.say(type="hello", conversation=conversation, cursor=cursor, locale=locale)
        return await self.hear()


@asynccontextmanager
async def a_visitor(headers: list[tuple[bytes, bytes]] | None = None) -> AsyncIterator[Visitor]:
    socket = WebsocketCommunicator(application, "/ws/chat/", headers=headers or HERE)
    connected, _ = await socket.connect()
    assert connected
    try:
        yield Visitor(socket)
    finally:
        await socket.disconnect()


@pytest.fixture(autouse=True)
def _no_connection_left_open() -> Iterator[None]:
    """Under test Channels keeps the connections of its threads, and PostgreSQL drops no database in use."""
    yield
    for pool in (threads._threads, SyncToAsync.single_thread_executor):
        barrier = threading.Barrier(max(1, len(pool._threads)))

        def close(meet: threading.Barrier = barrier) -> None:
            meet.wait(timeout=5)
            connections.close_all()

        for closed in [pool.submit(close) for _ in range(barrier.parties)]:
            closed.result()


@pytest.fixture
def _published(transactional_db: None) -> None:
    faq.write()
    faq.publish()


@pytest.mark.usefixtures("_published")
async def test_a_conversation_from_hello_to_thanks() -> None:
    async with a_visitor() as visitor:
        welcome = await visitor.greet()
        assert (welcome["type"], welcome["cursor"]) == ("welcome", 0)
        reply = await visitor.ask(ANSWERED)
        assert (reply["type"], reply["exchange"], reply["id"]) == ("reply", 1, "a")
        assert reply["source"]["title"] == "粗大ごみはどう出せばよいですか"
        offered = await visitor.ask(AMBIGUOUS, "b")
        assert (offered["type"], offered["exchange"]) == ("candidates", 2)
        await visitor.say(type="choose", exchange=2, option=2)
        chosen = await visitor.hear()
        assert (chosen["type"], chosen["id"]) == ("reply", "b")
        assert chosen["source"]["title"] == offered["options"][1]["label"]
        await visitor.say(type="feedback", exchange=2, helped=True)
        assert await visitor.socket.receive_nothing(timeout=0.3)
    said = await Exchange.objects.aget(number=2)
    assert said.helped is True


@pytest.mark.usefixtures("_published")
async def test_what_is_not_known_is_said_in_the_visitors_language() -> None:
    async with a_visitor() as visitor:
        await visitor.greet(locale="en")
        unknown = await visitor.ask(NOT_KNOWN)
        assert unknown["type"] == "unknown"
        assert unknown["text"].startswith("I don't know")
        assert unknown["contact"] == "the general information desk of the city hall"


@pytest.mark.usefixtures("_published")
async def test_whoever_asks_before_greeting_is_welcomed_first() -> None:
    async with a_visitor() as visitor:
        assert (await visitor.ask(ANSWERED))["type"] == "welcome"
        assert (await visitor.hear())["type"] == "reply"


@pytest.mark.usefixtures("_published")
async def test_after_the_line_dropped_the_conversation_goes_on_and_nothing_is_lost() -> None:
    async with a_visitor() as visitor:
        token = (await visitor.greet())["conversation"]
        await visitor.ask(ANSWERED, "a")
        await visitor.say(type="ask", id="b", text=AMBIGUOUS)
        await asyncio.sleep(0.5)  # the answer is on its way when the line drops
    async with a_visitor() as visitor:
        welcome = await visitor.greet(token, cursor=1)
        assert (welcome["conversation"], welcome["cursor"]) == (token, 2)
        missed = await visitor.hear()
        assert (missed["type"], missed["exchange"], missed["id"]) == ("candidates", 2, "b")
        again = await visitor.ask(AMBIGUOUS, "b")
        assert again == missed
    assert await Exchange.objects.acount() == 2


@pytest.mark.usefixtures("_published")
async def test_of_ten_asks_in_a_second_some_wait_and_those_taken_are_all_answered() -> None:
    async with a_visitor() as visitor:
        await visitor.greet()
        for number in range(10):
            await visitor.say(type="ask", id=f"a{number}", text=ANSWERED)
        told = [await visitor.hear() for _ in range(10)]
        replies = {frame["id"] for frame in told if frame["type"] == "reply"}
        refused = {frame["id"] for frame in told if frame.get("code") == "too_many"}
        assert replies >= {f"a{number}" for number in range(5)}
        assert len(replies) + len(refused) == 10
        await asyncio.sleep(1.1)
        assert (await visitor.ask(ANSWERED, "later"))["type"] == "reply"


async def test_a_frame_of_two_megabytes_is_refused_and_the_socket_closed() -> None:
    async with a_visitor() as visitor:
        await visitor.socket.send_to(text_data="x" * 2_000_000)
        assert (await visitor.hear())["code"] == "frame_too_large"
        closed = await visitor.socket.receive_output(timeout=5)
        assert (closed["type"], closed["code"]) == ("websocket.close", 4009)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("not json", "bad_json"),
        ('{"type":"shout"}', "unknown_type"),
        ('{"type":"ask","id":"a","text":""}', "empty_text"),
        (json.dumps({"type": "ask", "id": "a", "text": "あ" * 2000}, ensure_ascii=False), "text_too_long"),
        ('{"type":"choose","exchange":1,"option":1}', "unknown_exchange"),
        ('{"type":"feedback","exchange":1,"helped":true}', "unknown_exchange"),
    ],
)
async def test_bad_frames_are_refused_and_the_socket_stays(raw: str, code: str) -> None:
    async with a_visitor() as visitor:
        await visitor.greet()
        await visitor.socket.send_to(text_data=raw)
        refusal = await visitor.hear()
        assert (refusal["type"], refusal["code"]) == ("refusal", code)
        assert refusal["text"]
        assert (await visitor.ask(NOT_KNOWN))["type"] == "unknown"


async def test_bytes_are_read_like_text() -> None:
    async with a_visitor() as visitor:
        await visitor.socket.send_to(bytes_data=b'{"type":"hello"}')
        assert (await visitor.hear())["type"] == "welcome"
        await visitor.socket.send_to(bytes_data=b"\xff\x00")
        assert (await visitor.hear())["code"] == "bad_json"


async def test_a_hundred_kilobytes_of_text_are_refused() -> None:
    async with a_visitor() as visitor:
        await visitor.say(type="ask", id="a", text="あ" * 33_000)
        assert (await visitor.hear())["code"] == "frame_too_large"


@pytest.mark.parametrize("origin", [b"http://evil.example", b"null", b"http://testserver.evil.example"])
async def test_a_page_of_another_site_may_not_open_the_socket(origin: bytes) -> None:
    socket = WebsocketCommunicator(application, "/ws/chat/", headers=[(b"origin", origin)])
    connected, _ = await socket.connect()
    assert not connected


async def test_an_error_inside_is_a_refusal_and_the_socket_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_visitor() as visitor:
        await visitor.greet()
        with monkeypatch.context() as broken:
            broken.setattr(exchanges, "ask", lambda **rest: 1 / 0)
            refusal = await visitor.ask(NOT_KNOWN)
        assert (refusal["code"], refusal["id"]) == ("error", "a")
        assert (await visitor.ask(NOT_KNOWN))["type"] == "unknown"


@pytest.mark.usefixtures("_published")
async def test_the_chat_answers_while_the_channel_layer_is_dead(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": ["redis://127.0.0.1:1"]}}
    settings.CHANNEL_LAYERS = {"default": dead}
    monkeypatch.setattr(channel_layers, "backends", {})
    with pytest.raises(redis.exceptions.ConnectionError):
        await channel_layers["default"].send("anybody", {"type": "control"})
    async with a_visitor() as visitor:
        await visitor.greet()
        assert (await visitor.ask(ANSWERED))["type"] == "reply"


async def test_a_socket_that_only_floods_is_closed() -> None:
    async with a_visitor() as visitor:
        for _ in range(110):
            await visitor.socket.send_to(text_data="junk")
        codes = []
        while (told := await visitor.socket.receive_output(timeout=5))["type"] != "websocket.close":
            codes.append(json.loads(told["text"])["code"])
        assert told["code"] == 4008
        assert 5 <= codes.count("bad_json") <= 10, "a burst of five, then one a second"
        assert set(codes) == {"bad_json", "too_many"}


@pytest.mark.usefixtures("_published")
async def test_two_sockets_of_one_conversation_never_take_the_same_number() -> None:
    async with a_visitor() as one, a_visitor() as other:
        token = (await one.greet())["conversation"]
        await other.greet(token)
        for number in range(4):
            told = [await one.ask(ANSWERED, f"one{number}"), await other.ask(ANSWERED, f"other{number}")]
            assert {frame["type"] for frame in told} == {"reply"}
    numbers = await sync_to_async(lambda: list(Exchange.objects.values_list("number", flat=True)))()
    assert numbers == list(range(1, 9))
    assert await Conversation.objects.acount() == 1
