"""The frames of the chat: what a client may say and what the server says. No web framework here.

Every frame is one JSON object with a `type`. `parse` accepts exactly what is written below and refuses all
else with a code; the words for the visitor are chosen elsewhere, in the visitor's language.
"""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, NoReturn

MAX_FRAME_BYTES = 16 * 1024
MAX_TEXT_BYTES = 4 * 1024
MAX_ID_LENGTH = 64
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


ClientFrame = Hello | Ask | Choose | Feedback


@dataclass(frozen=True)
class Welcome:
    type: ClassVar[str] = "welcome"
    conversation: str
    cursor: int


@dataclass(frozen=True)
class Source:
    url: str
    department: str
    checked_on: str | None
    title: str


@dataclass(frozen=True)
class Reply:
    type: ClassVar[str] = "reply"
    exchange: int
    id: str
    html: str
    text: str
    source: Source
    confidence: float


@dataclass(frozen=True)
class Option:
    option: int
    label: str


@dataclass(frozen=True)
class Candidates:
    type: ClassVar[str] = "candidates"
    exchange: int
    id: str
    options: list[Option] = field(default_factory=list)


@dataclass(frozen=True)
class Unknown:
    type: ClassVar[str] = "unknown"
    exchange: int
    id: str
    text: str
    contact: str


@dataclass(frozen=True)
class Refusal:
    type: ClassVar[str] = "refusal"
    code: str
    text: str
    id: str | None = None


ServerFrame = Welcome | Reply | Candidates | Unknown | Refusal


def as_json(frame: ServerFrame) -> dict[str, Any]:
    content = {"type": frame.type, **asdict(frame)}
    if isinstance(frame, Refusal) and frame.id is None:
        del content["id"]
    return content


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
    return Hello(conversation=token, cursor=cursor, locale=locale if locale in LOCALES else LOCALES[0])


def _ask(content: dict[str, Any]) -> Ask:
    if not _is_word(content.get("id")):
        _wrong("id", content)
    raw = content.get("text")
    if not isinstance(raw, str):
        _wrong("text", content)
    return Ask(id=content["id"], text=_readable(raw, content["id"]))


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


_READERS: dict[str, Callable[[dict[str, Any]], ClientFrame]] = {
    "hello": _hello,
    "ask": _ask,
    "choose": _choose,
    "feedback": _feedback,
}


def _number(content: dict[str, Any], name: str, *, least: int) -> int:
    value = content.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= MAX_NUMBER:
        _wrong(name, content)
    return value


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
