"""The control: the same application with Daphne's own protocol, which bounds nothing, and no slow lane."""

from daphne.server import Server
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol

from project import lines
from project.asgi import application

__all__ = ["application"]

WebSocketFactory.protocol = WebSocketProtocol
assert Server.handle_reply.__name__ == "reply_and_wait", lines  # waits only for lines that are bounded

from chatbot import consumers  # noqa: E402 - once the applications are there

consumers.SLOW_FOR = 0.0
