"""Addresses of web pages in a text."""

import re
from dataclasses import dataclass

_LINK = re.compile(
    r"(?:https?://|(?=www\.))(?P<host>[A-Za-z0-9.-]{1,253})[^\s　「」『』（）<>。、]{0,2000}", re.IGNORECASE
)


@dataclass(frozen=True, order=True)
class Link:
    start: int
    end: int
    host: str


def find(text: str) -> list[Link]:
    return [
        Link(match.start(), match.end(), match["host"].lower().strip(".")) for match in _LINK.finditer(text)
    ]


def is_of(host: str, domain: str) -> bool:
    """The domain itself or a name beneath it."""
    return host == domain or host.endswith(f".{domain}")
