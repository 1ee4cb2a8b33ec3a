"""What one socket may cost the server. Daphne has no back-pressure of its own, so it is put in here.

Out: whoever sends waits while more than `FULL` bytes stand in the line; when the other end does not take
them away in time the line is cut, and its client comes back and reads on from its cursor. In: after a burst
the line is read only as fast as frames may come; the rest waits on the visitor's side of the network.
"""

import asyncio
import socket
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from daphne.server import Server
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol

from chatbot.services.pace import Pace

FULL = 32 * 1024
"""Two senders may each add a frame (16 kB) after their last look: at most 64 kB stand in a line."""
PATIENCE = 20.0
"""Seconds for the other end to take away what is queued."""
FRAMES_A_SECOND = 2.0
BURST = 20
SLOWER, SLOWEST = 1.25, 20.0
"""A line that goes on flooding is read ever more slowly: by this factor, until so many seconds a frame."""

Reply = Callable[[Server, WebSocketProtocol, dict[str, Any]], Awaitable[None]]


class BoundedProtocol(WebSocketProtocol):  # type: ignore[misc]
    """Daphne's protocol, which also is the producer that its transport asks to pause and to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.pace = Pace(per_second=FRAMES_A_SECOND, burst=BURST)
        self.held: deque[tuple[bytes, bool]] = deque()
        self.wait = 1 / FRAMES_A_SECOND
        self.room = asyncio.Event()
        self.room.set()
        self.cut: asyncio.TimerHandle | None = None

    def onOpen(self) -> None:  # noqa: N802 - the library's name
        super().onOpen()
        # Until now the transport told the HTTP channel, which the socket has left behind.
        self.transport.unregisterProducer()
        self.transport.bufferSize = FULL
        self.transport.registerProducer(self, streaming=True)
        self.transport.getHandle().setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, FULL)

    def pauseProducing(self) -> None:  # noqa: N802
        self.room.clear()
        if self.cut is None:
            self.cut = _later(PATIENCE, self.transport.abortConnection)

    def resumeProducing(self) -> None:  # noqa: N802
        self.room.set()
        if self.cut is not None:
            self.cut.cancel()
            self.cut = None

    def stopProducing(self) -> None:  # noqa: N802
        """The line is gone, and nobody waits for it any more."""
        self.room.set()
        if self.cut is not None:
            self.cut.cancel()

    def onMessage(self, payload: bytes, isBinary: bool) -> None:  # noqa: N802, N803, FBT001
        if not self.held and self.pace.allows(time.monotonic()):
            super().onMessage(payload, isBinary)
            return
        if not self.held:
            self.transport.pauseProducing()
            _later(self.wait, self._release)
        self.held.append((payload, isBinary))

    def _release(self) -> None:
        """The next one that was held; when none is left the line is read again."""
        if self.state != self.STATE_OPEN:
            self.held.clear()
            return
        super().onMessage(*self.held.popleft())
        if self.held:
            self.wait = min(self.wait * SLOWER, SLOWEST)
            _later(self.wait, self._release)
        else:
            self.wait = 1 / FRAMES_A_SECOND
            self.transport.resumeProducing()


def bound() -> None:
    """From now on every socket of this process is kept within these limits."""
    if WebSocketFactory.protocol is not BoundedProtocol:
        WebSocketFactory.protocol = BoundedProtocol
        Server.handle_reply = _waiting_for_room(Server.handle_reply)


def _waiting_for_room(reply: Reply) -> Reply:
    async def reply_and_wait(server: Server, protocol: WebSocketProtocol, message: dict[str, Any]) -> None:
        await reply(server, protocol, message)
        if isinstance(protocol, BoundedProtocol):
            await protocol.room.wait()

    return reply_and_wait


def _later(seconds: float, call: Callable[[], Any]) -> asyncio.TimerHandle:
    return asyncio.get_event_loop().call_later(seconds, call)
