"""The chat socket: read a frame, call one service, send what it says. It holds no channel layer, so the city
keeps answering while Redis is away."""

import asyncio
import contextlib
import json
import logging
import random
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone, translation

from accounts.rate_limits import client_address
from chatbot.models import Conversation
from chatbot.protocol import (
    LOCALES,
    MAX_FRAME_BYTES,
    NAMED,
    BadFrame,
    Call,
    ClientFrame,
    End,
    Hello,
    Leave,
    Refusal,
    ServerFrame,
    Typing,
    Welcome,
    as_json,
    parse,
)
from chatbot.services import answering, refusals, talk
from chatbot.services.pace import Lane, Pace
from chatbot.services.people.timeline import Seen, number_of
from chatbot.services.talk import Caller
from chatbot.threads import in_thread

logger = logging.getLogger(__name__)

MOST_WAITING = 8
MOST_REFUSED = 100
IMPATIENT = 2
"""Whoever asks while so many of their questions wait takes no answer in between: the slow lane, too. Under
load a flood comes in no faster than it is read, and so its pace alone does not tell it."""
SLOW_FOR = 300.0
"""Seconds after either in which a socket waits in the slow lane: a line that floods is read ever more
slowly, and then it looks like somebody who asks now and then."""
LOOK_EVERY = 1.0
"""Seconds between two looks at the messages while people have the conversation."""
TOO_LARGE, FLOODING = 4009, 4008
"""Close codes: the server may not send 1009 and 1008 itself, so these are the same in the private range."""


# Sockets that came too fast lately share these answers a second, so that a hundred of them, each within its
# own pace, leave the others' answers as quick as they were. Without a crowd nobody waits here.
_slow_lane = Lane(Pace(per_second=5, burst=10))
# Who comes back is told all that was missed, which may be long: one at a time, so that others have threads.
_resuming = Lane(Pace(per_second=200, burst=200))


class ChatConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    channel_layer_alias = "the chat needs none"

    def __init__(self) -> None:
        super().__init__()
        self.conversation: Conversation | None = None
        self.locale = LOCALES[0]
        self.wants_markup = False
        self.waiting: asyncio.Queue[ClientFrame] = asyncio.Queue(maxsize=MOST_WAITING)
        self.seen = Seen()
        self.looks = False
        self.messages = Pace(per_second=1, burst=5)
        self.keys = Pace(per_second=0.5, burst=2)
        self.greetings = Pace(per_second=0.5, burst=5)
        self.refused = 0
        self.slow_until = 0.0
        self.is_over = False
        self.worker: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        self.worker = asyncio.create_task(self._work())
        await self.accept()

    async def disconnect(self, code: int) -> None:
        if self.worker is not None:
            self.worker.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Sort the frame in at once; answering happens in the worker, one frame at a time."""
        raw: str | bytes = text_data if text_data is not None else bytes_data or b""
        if self.is_over:
            return
        if len(raw) > MAX_FRAME_BYTES:
            await self._refuse("frame_too_large")
            await self._end(TOO_LARGE)
            return
        try:
            frame = parse(raw)
        except BadFrame as bad:
            allowed = self.messages.allows(time.monotonic())
            await self._refuse(bad.code if allowed else "too_many", bad.id)
            return
        if isinstance(frame, Typing) and not self.keys.allows(time.monotonic()):
            return
        if self._may_wait(frame):
            if self.waiting.qsize() >= IMPATIENT:
                self.slow_until = time.monotonic() + SLOW_FOR
            self.refused = 0
            self.waiting.put_nowait(frame)
        else:
            await self._refuse("too_many", frame.id if isinstance(frame, NAMED) else None)

    def _may_wait(self, frame: ClientFrame) -> bool:
        if self.waiting.full() or isinstance(frame, Typing):
            return not self.waiting.full()
        pace = self.greetings if isinstance(frame, Hello) else self.messages
        return pace.allows(time.monotonic())

    async def _work(self) -> None:
        await self._warm()
        while True:
            for told in await self._next():
                await self._send(told)

    async def _next(self) -> list[ServerFrame]:
        """Answer the next frame. While people have the conversation, look every second what was said."""
        try:
            frame = await asyncio.wait_for(self.waiting.get(), LOOK_EVERY if self.looks else None)
        except TimeoutError:
            return await self._look()
        heard = await self._hear(frame)
        if isinstance(frame, Hello):
            self._begin_at(frame.cursor, heard)
        elif not self._must_look(frame, heard):
            self.seen = replace(self.seen, cursor=max(self.seen.cursor, *map(number_of, heard), 0))
            return heard
        since = await self._look()
        return [*(told for told in heard if told not in since), *since]

    def _begin_at(self, cursor: int, heard: list[ServerFrame]) -> None:
        # A conversation that is known no more was begun anew: the client's cursor was the old one's.
        last = next((told.cursor for told in heard if isinstance(told, Welcome)), 0)
        self.seen = Seen(max(min(cursor, last), *map(number_of, heard), 0))

    def _must_look(self, frame: ClientFrame, heard: list[ServerFrame]) -> bool:
        """Also when our own page misses a number: another line of this conversation was heard in between."""
        cursor = self.seen.cursor
        numbers = {number for number in map(number_of, heard) if number > cursor}
        is_next = numbers == set(range(cursor + 1, cursor + 1 + len(numbers)))
        is_missing = self.wants_markup and not is_next
        return self.looks or is_missing or isinstance(frame, Call | End | Leave)

    async def _look(self) -> list[ServerFrame]:
        """The database is asked, no layer: what cannot be read now is read a second later."""
        if self.conversation is None:
            return []
        try:
            look = await in_thread(talk.look)(
                conversation=self.conversation, seen=self.seen, caller=self._caller(), now=timezone.now()
            )
        except Exception:
            logger.exception("the messages of a conversation could not be read")
            self.looks = True
            return []
        self.seen, self.looks = look.seen, look.goes_on
        return list(look.frames)

    def _caller(self) -> Caller:
        return Caller(self._address(), self.locale, self.wants_markup)

    async def _warm(self) -> None:
        try:
            await in_thread(answering.warm)(now=timezone.now())
        except Exception:
            logger.exception("the published FAQ could not be loaded")

    @contextlib.asynccontextmanager
    async def _turn(self, frame: ClientFrame) -> AsyncIterator[None]:
        lane, pause = _resuming, 0.02
        while (is_slow := time.monotonic() < self.slow_until) or _resumes(frame):
            if is_slow:
                lane, pause = _slow_lane, random.uniform(0.5, 1.5)  # noqa: S311 - no secret
            if lane.takes(time.monotonic()):
                try:
                    yield
                finally:
                    lane.leave()
                return
            await asyncio.sleep(pause)
        yield

    async def _hear(self, frame: ClientFrame) -> list[ServerFrame]:
        try:
            async with self._turn(frame):
                heard = await in_thread(talk.hear)(
                    frame=frame,
                    conversation=self.conversation,
                    caller=self._caller(),
                    now=timezone.now(),
                )
        except Exception:
            logger.exception("a chat frame could not be answered")
            return [self._refusal("error", frame.id if isinstance(frame, NAMED) else None)]
        if heard.conversation != self.conversation:
            self.conversation, self.seen, self.looks = heard.conversation, Seen(), False
        if isinstance(frame, Hello):
            self.locale, self.wants_markup = frame.locale, frame.markup
        return list(heard.frames)

    async def _refuse(self, code: str, frame_id: str | None = None) -> None:
        self.refused += 1
        self.slow_until = time.monotonic() + SLOW_FOR
        if self.refused > MOST_REFUSED:
            await self._end(FLOODING)
            return
        await self._send(self._refusal(code, frame_id))

    async def _end(self, code: int) -> None:
        self.is_over = True
        await self.close(code=code)

    def _refusal(self, code: str, frame_id: str | None) -> Refusal:
        with translation.override(self.locale):
            return refusals.refuse(code, frame_id)

    async def _send(self, frame: ServerFrame) -> None:
        await self.send(text_data=_dump(as_json(frame)))

    def _address(self) -> str:
        peer = self.scope.get("client") or ("", 0)
        headers: dict[bytes, bytes] = dict(self.scope.get("headers", []))
        forwarded = headers.get(b"x-forwarded-for", b"").decode("latin-1")
        return client_address(peer=str(peer[0]), forwarded=forwarded)


def _resumes(frame: ClientFrame) -> bool:
    return isinstance(frame, Hello) and frame.conversation is not None


def _dump(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)
