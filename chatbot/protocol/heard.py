"""What a client may say. `parse` accepts exactly this and refuses all else with a code."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

MAX_FRAME_BYTES = 16 * 1024
MAX_TEXT_BYTES = 4 * 1024
MAX_ID_LENGTH = 64
MAX_ADDRESS_LENGTH = 254
MAX_NUMBER = 2**31 - 1
LOCALES = ("ja", "en")

_WORD = re.compile(rf"[\x21-\x7e]{{1,{MAX_ID_LENGTH}}}")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class BadFrame(Exception):
    """A frame that is refused: a stable code, a text for developers, and the frame's own id if it had one."""

    def __init__(self, code: str, text: str, id: str | None = None) -> None:  # noqa: A002 - the frame's own word
        super().__init__(text)
        self.code = code
        self.text = text
        self.id = id


@dataclass(frozen=True)
class Hello:
    conversation: str | None
    cursor: int
    locale: str
    markup: bool = False
    """The client wants `said`, too."""


@dataclass(frozen=True)
class Ask:
    id: str
    text: str


@dataclass(frozen=True)
class Choose:
    """`option` 0 says that none of the readings fits."""

    exchange: int
    option: int


@dataclass(frozen=True)
class Feedback:
    exchange: int
    helped: bool


@dataclass(frozen=True)
class Start:
    """Begin the guide with this key."""

    id: str
    guide: str


@dataclass(frozen=True)
class Call:
    """Ask for a person."""

    id: str


@dataclass(frozen=True)
class End:
    """Back from people to the automatic answers."""

    id: str


@dataclass(frozen=True)
class Leave:
    """Leave a question that people answer later; the address may be empty."""

    id: str
    text: str
    address: str


@dataclass(frozen=True)
class Erase:
    """Erase this conversation and all that was said in it."""


@dataclass(frozen=True)
class Typing:
    """The visitor is writing to a person. Nothing answers this."""


ClientFrame = Hello | Ask | Choose | Feedback | Start | Call | End | Leave | Typing | Erase
NAMED = (Ask, Start, Call, End, Leave)
"""Frames with an id of their own, by which a repeated one is known."""


def parse(raw: str | bytes) -> ClientFrame:
    """Read one frame as it came over the wire; raises `BadFrame`."""
    return read(_decode(raw))


def parse_many(raw: str | bytes, *, most: int) -> list[dict[str, Any]]:
    """Read a request body: one frame or a list of at most `most`. Each is still to be given to `read`."""
    content = _decode(raw)
    frames = content if isinstance(content, list) else [content]
    if not 1 <= len(frames) <= most:
        raise BadFrame("bad_frame", f"between 1 and {most} frames are expected")
    return frames


def read(content: Any) -> ClientFrame:
    """Check one decoded frame; raises `BadFrame`."""
    if not isinstance(content, dict):
        raise BadFrame("bad_frame", "a frame is a JSON object")
    reader = _READERS.get(content["type"]) if isinstance(content.get("type"), str) else None
    if reader is None:
        raise BadFrame("unknown_type", "type is one of " + ", ".join(_READERS), id_of(content))
    return reader(content)


def _decode(raw: str | bytes) -> Any:
    if len(raw) > MAX_FRAME_BYTES or (isinstance(raw, str) and _size(raw) > MAX_FRAME_BYTES):
        raise BadFrame("frame_too_large", f"a frame has at most {MAX_FRAME_BYTES} bytes")
    try:
        return json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadFrame("bad_json", "the frame is not JSON") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _hello(content: dict[str, Any]) -> Hello:
    token = content.get("conversation")
    if token is not None and not _is_word(token):
        _wrong("conversation", content)
    cursor = _number(content, "cursor", least=0) if "cursor" in content else 0
    locale = content.get("locale", LOCALES[0])
    if not isinstance(locale, str):
        _wrong("locale", content)
    markup = content.get("markup", False)
    if not isinstance(markup, bool):
        _wrong("markup", content)
    known = locale if locale in LOCALES else LOCALES[0]
    return Hello(conversation=token, cursor=cursor, locale=known, markup=markup)


def _ask(content: dict[str, Any]) -> Ask:
    return Ask(id=_id(content), text=_text(content))


def _text(content: dict[str, Any]) -> str:
    raw = content.get("text")
    if not isinstance(raw, str):
        _wrong("text", content)
    return _readable(raw, _id(content))


def _readable(raw: str, frame_id: str) -> str:
    text = _UNPRINTABLE.sub(" ", raw.replace("\r\n", "\n")).strip()
    if not text:
        raise BadFrame("empty_text", "text is empty", frame_id)
    if _size(text) > MAX_TEXT_BYTES:
        raise BadFrame("text_too_long", f"text has at most {MAX_TEXT_BYTES} bytes", frame_id)
    return text


def _choose(content: dict[str, Any]) -> Choose:
    return Choose(_number(content, "exchange", least=1), _number(content, "option", least=0))


def _feedback(content: dict[str, Any]) -> Feedback:
    helped = content.get("helped")
    if not isinstance(helped, bool):
        _wrong("helped", content)
    return Feedback(_number(content, "exchange", least=1), helped)


def _start(content: dict[str, Any]) -> Start:
    if not _is_word(content.get("guide")):
        _wrong("guide", content)
    return Start(_id(content), content["guide"])


def _call(content: dict[str, Any]) -> Call:
    return Call(_id(content))


def _end(content: dict[str, Any]) -> End:
    return End(_id(content))


def _leave(content: dict[str, Any]) -> Leave:
    address = content.get("address", "")
    if not isinstance(address, str) or len(address) > MAX_ADDRESS_LENGTH:
        _wrong("address", content)
    return Leave(_id(content), _text(content), _UNPRINTABLE.sub("", address).strip())


def _erase(content: dict[str, Any]) -> Erase:
    return Erase()


def _typing(content: dict[str, Any]) -> Typing:
    return Typing()


_READERS: dict[str, Callable[[dict[str, Any]], ClientFrame]] = {
    "hello": _hello,
    "ask": _ask,
    "choose": _choose,
    "feedback": _feedback,
    "start": _start,
    "call": _call,
    "end": _end,
    "leave": _leave,
    "typing": _typing,
    "erase": _erase,
}


def _number(content: dict[str, Any], name: str, *, least: int) -> int:
    value = content.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= MAX_NUMBER:
        _wrong(name, content)
    return value


def _id(content: dict[str, Any]) -> str:
    if not _is_word(content.get("id")):
        _wrong("id", content)
    return str(content["id"])


def _wrong(name: str, content: dict[str, Any]) -> NoReturn:
    raise BadFrame("bad_field", f"{name} is missing or not what it should be", id_of(content))


def id_of(content: Any) -> str | None:
    """The frame's own id, if it has one worth repeating."""
    found = content.get("id") if isinstance(content, dict) else None
    return found if _is_word(found) else None


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and _WORD.fullmatch(value) is not None


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
