"""What the server says."""

from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar


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
    said: str = ""


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
    said: str = ""


@dataclass(frozen=True)
class Unknown:
    type: ClassVar[str] = "unknown"
    exchange: int
    id: str
    text: str
    contact: str
    said: str = ""


@dataclass(frozen=True)
class Step:
    """One question of a guide or a look-up, or what came out of it.

    `question` is what the visitor said, by a button of the exchange `after` or in words (then 0).
    """

    type: ClassVar[str] = "step"
    exchange: int
    id: str
    after: int
    question: str
    text: str
    options: list[Option]
    said: str = ""


@dataclass(frozen=True)
class Refusal:
    type: ClassVar[str] = "refusal"
    code: str
    text: str
    id: str | None = None


@dataclass(frozen=True)
class Message:
    """What a visitor or a person of the city wrote, or what happened between them.

    Numbered together with the exchanges; `event` is empty when somebody wrote.
    """

    type: ClassVar[str] = "message"
    number: int
    id: str
    author: str
    event: str
    text: str
    at: str
    said: str = ""


@dataclass(frozen=True)
class People:
    """How it stands with people now: `closed`, `open`, `waiting` (at `place` in the queue) or `taken`.

    `id` repeats that of the frame it answers.
    """

    type: ClassVar[str] = "people"
    state: str
    place: int
    typing: bool
    text: str
    id: str | None = None
    said: str = ""


@dataclass(frozen=True)
class Erased:
    """Nothing of the conversation is kept any more. What is asked next begins another one."""

    type: ClassVar[str] = "erased"


ServerFrame = Welcome | Reply | Candidates | Unknown | Step | Message | People | Refusal | Erased


def as_json(frame: ServerFrame) -> dict[str, Any]:
    content = {"type": frame.type, **asdict(frame)}
    if content.get("id", "") is None:
        del content["id"]
    if content.get("said") == "":
        del content["said"]
    return content
