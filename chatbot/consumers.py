"""The chat socket: read a frame, call one service, send what it says. It holds no channel layer, so the city
keeps answering while Redis is away."""

import asyncio
import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone, translation

from accounts.rate_limits import client_address
from chatbot.models import Conversation
from chatbot.protocol import (
    LOCALES,
    MAX_FRAME_BYTES,
    Ask,
    BadFrame,
    ClientFrame,
    Hello,
    Refusal,
    ServerFrame,
    as_json,
    parse,
)
from chatbot.services import answering, refusals, talk
from chatbot.services.pace import Pace

logger = logging.getLogger(__name__)

MOST_WAITING = 8
MOST_REFUSED = 100
TOO_LARGE, FLOODING = 4009, 4008
"""Close codes: the server may not send 1009 and 1008 itself, so these are the same in the private range."""

# Not the one thread that every consumer of the process shares by default: a writer that waits for the
# database must not hold up everybody else's answers.
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="chat")
_in_thread = partial(database_sync_to_async, thread_sensitive=False, executor=_threads)


class ChatConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    channel_layer_alias = "the chat needs none"

    def __init__(self) -> None:
        super().__init__()
        self.conversation: Conversation | None = None
        self.locale = LOCALES[0]
        self.waiting: asyncio.Queue[ClientFrame] = asyncio.Queue(maxsize=MOST_WAITING)
        self.messages = Pace(per_second=1, burst=5)
        self.greetings = Pace(per_second=0.5, burst=5)
        self.refused = 0
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
        if self._may_wait(frame):
            self.refused = 0
            self.waiting.put_nowait(frame)
        else:
            await self._refuse("too_many", frame.id if isinstance(frame, Ask) else None)

    def _may_wait(self, frame: ClientFrame) -> bool:
        pace = self.greetings if isinstance(frame, Hello) else self.messages
        return pace.allows(time.monotonic()) and not self.waiting.full()

    async def _work(self) -> None:
        await self._warm()
        while True:
            frame = await self.waiting.get()
            for told in await self._hear(frame):
                await self._send(told)

    async def _warm(self) -> None:
        try:
            await _in_thread(answering.warm)(now=timezone.now())
        except Exception:
            logger.exception("the published FAQ could not be loaded")

    async def _hear(self, frame: ClientFrame) -> list[ServerFrame]:
        try:
            heard = await _in_thread(talk.hear)(
                frame=frame,
                conversation=self.conversation,
                address=self._address(),
                locale=self.locale,
                now=timezone.now(),
            )
        except Exception:
            logger.exception("a chat frame could not be answered")
            return [self._refusal("error", frame.id if isinstance(frame, Ask) else None)]
        self.conversation = heard.conversation
        if isinstance(frame, Hello):
            self.locale = frame.locale
        return list(heard.frames)

    async def _refuse(self, code: str, frame_id: str | None = None) -> None:
        self.refused += 1
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


def _dump(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)
