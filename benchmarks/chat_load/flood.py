"""Visitors who misbehave, in a process of their own, so that only the server's slowness is measured."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator

from websockets.exceptions import ConnectionClosed

from benchmarks.chat_load.server import Address
from benchmarks.chat_load.visitors import Visitor, arrive

ONSET = 20.0
"""Seconds in which the floods come in and use up what every socket may have at once."""
FIRST = 5_000


@contextlib.asynccontextmanager
async def floods(server: Address, *, flooding: int, silent: int) -> AsyncIterator[None]:
    command = ["-m", "benchmarks.chat_load.flood", str(server.port), str(flooding), str(silent)]
    running = await asyncio.create_subprocess_exec(sys.executable, *command)
    await asyncio.sleep(ONSET)
    try:
        yield
    finally:
        running.kill()
        await running.wait()


async def flood_all(server: Address, flooding: int, silent: int) -> None:
    numbers = range(flooding + silent)
    await asyncio.gather(*(flood(server, FIRST + number, reads=number < flooding) for number in numbers))


async def flood(server: Address, number: int, *, reads: bool) -> None:
    """Ten questions a second, or as many as the line takes; when it is closed, come again."""
    while True:
        with contextlib.suppress(ConnectionClosed, OSError, TimeoutError):
            visitor = await arrive(server, number, reads=reads)
            reading = asyncio.create_task(_drain(visitor)) if reads else None
            try:
                while True:
                    await visitor.say(type="ask", id="flood", text="粗大ごみの出し方を教えてください")
                    await asyncio.sleep(0.1)
            finally:
                if reading is not None:
                    reading.cancel()
                visitor.line.transport.abort()
        await asyncio.sleep(1)


async def _drain(visitor: Visitor) -> None:
    with contextlib.suppress(ConnectionClosed):
        async for _ in visitor.line:
            pass


if __name__ == "__main__":
    port, flooding, silent = map(int, sys.argv[1:])
    asyncio.run(flood_all(Address(port), flooding, silent))
