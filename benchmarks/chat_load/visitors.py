"""Visitors of the chat, hundreds in one process: each has a socket, asks, and waits for the answer."""

import asyncio
import contextlib
import csv
import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks.chat_load.server import Address

QUESTIONS = Path(__file__).resolve().parents[2] / "chatbot" / "demo" / "questions.csv"
AT_ONCE = 25
"""Handshakes at the same time."""
LONGEST_WAIT = 10.0


def questions() -> list[str]:
    with QUESTIONS.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    texts = [row[0] for row in rows]
    random.Random(1).shuffle(texts)  # noqa: S311 - the same questions in every run
    return texts


@dataclass
class Visitor:
    line: ClientConnection
    waiting: dict[str, "asyncio.Future[float]"] = field(default_factory=dict)
    reader: "asyncio.Task[None] | None" = None
    refused: int = 0

    async def greet(self) -> None:
        await self.say(type="hello", conversation=None, cursor=0, locale="ja", markup=True)
        await self.line.recv()
        self.reader = asyncio.create_task(self._read())

    async def ask(self, text: str) -> tuple[str, float | None]:
        """The question's id, and the seconds until its answer; None when none came."""
        loop = asyncio.get_running_loop()
        client_id = uuid4().hex
        answered = self.waiting[client_id] = loop.create_future()
        began = loop.time()
        try:
            await self.say(type="ask", id=client_id, text=text)
            return client_id, await asyncio.wait_for(answered, LONGEST_WAIT) - began
        except (TimeoutError, ConnectionClosed):
            return client_id, None
        finally:
            self.waiting.pop(client_id, None)

    async def say(self, **frame: Any) -> None:
        await self.line.send(json.dumps(frame, ensure_ascii=False))

    async def _read(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for raw in self.line:
                frame = json.loads(raw)
                waiting = self.waiting.get(frame.get("id", ""))
                if frame["type"] == "refusal":
                    self.refused += 1
                elif waiting is not None and not waiting.done():
                    waiting.set_result(asyncio.get_running_loop().time())


async def arrive(server: Address, number: int, *, reads: bool = True) -> Visitor:
    """One more visitor, from an address of their own."""
    address = f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}"
    line = await connect(
        server.socket,
        origin=server.origin,  # type: ignore[arg-type]
        additional_headers={"X-Forwarded-For": address},
        compression=None,
        ping_interval=None,
        open_timeout=60,
        max_queue=None if reads else 1,
    )
    return Visitor(line)


@contextlib.asynccontextmanager
async def crowd(server: Address, count: int, *, first: int = 0) -> AsyncIterator[list[Visitor]]:
    """So many visitors who have greeted the city."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> Visitor:
        async with gate:
            visitor = await arrive(server, first + number)
            await visitor.greet()
            return visitor

    visitors = await asyncio.gather(*(one(number) for number in range(count)))
    try:
        yield visitors
    finally:
        await asyncio.gather(*(visitor.line.close() for visitor in visitors), return_exceptions=True)
