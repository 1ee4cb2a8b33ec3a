"""Who wrote the opinions of a run, and to which groups of people they belong."""

import json
from collections.abc import Iterator
from functools import cache, partial
from typing import Any, NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from consultations.models import AnalysisRun, Opinion

AREA, CHANNEL, ABOUT = "area", "channel", "about"
_CHANNELS = Opinion.Channel.choices
_OPINION = "revision__opinion__"
_PERSON = "author_id", "origin__pk", "author_name", "receipt"
_KNOWN = "area_id", "area__name", "channel"
_OWN = len(_PERSON) + len(_KNOWN) + 1
"""Where in a row the fields of the membership itself begin, behind the answers."""


class Group(NamedTuple):
    """People of whom one thing is known: an area, a channel or an answer."""

    attribute: str
    name: str
    field: str
    """By which it is selected, and with what value."""
    value: str


class Said(NamedTuple):
    """One opinion that counts, with the theme and stance it has now."""

    key: int
    theme: int | None
    stance: str
    person: str
    """An account once however often it wrote; of the others each opinion is somebody."""
    groups: tuple[Group, ...]


class _Words(NamedTuple):
    """Looked up once: ten thousand opinions name the same few."""

    area: str
    channel: str
    channels: dict[str, str]


class Author(NamedTuple):
    """Whoever wrote the opinion at a membership's `key`; `person` and `groups` as in `Said`."""

    key: int
    person: str
    groups: tuple[Group, ...]


def said_in(run: AnalysisRun) -> Iterator[Said]:
    """What is withheld counts nowhere. One query."""
    places: Any = run.memberships.all().with_standing().exclude(standing="withheld").order_by()  # type: ignore[misc]
    for (key, theme, stance), person, groups in _told(places, "pk", "standing_theme", "standing_stance"):
        yield Said(key, theme, stance, person, groups)


def authors_of(run: AnalysisRun) -> Iterator[Author]:
    """Of all opinions, those that are withheld too. One query."""
    for (key,), person, groups in _told(run.memberships.order_by(), "pk"):
        yield Author(key, person, groups)


def _told(places: Any, *fields: str) -> Iterator[tuple[list[Any], str, tuple[Group, ...]]]:
    """Answers are read as text: ten thousand people give the same few, which are taken apart once."""
    words = _Words(_("Area"), _("How it was handed in"), {value: str(name) for value, name in _CHANNELS})
    groups = cache(partial(_groups, words))
    answers = Cast(f"{_OPINION}attributes", TextField())
    of_author = (f"{_OPINION}{name}" for name in (*_PERSON, *_KNOWN))
    for row in places.values_list(*of_author, answers, *fields).iterator(2_000):
        known, found = row[len(_PERSON) : _OWN], list(row[_OWN:])
        yield found, _person(*row[: len(_PERSON)]), groups(*known)


def _person(author: int | None, origin: int | None, name: str, receipt: str) -> str:
    return f"account:{author}" if author else (origin and name) or receipt


def _groups(
    words: _Words, area: int | None, area_name: str | None, channel: str, answers: str
) -> tuple[Group, ...]:
    found = [
        Group(words.area, area_name or "", AREA, str(area)),
        Group(words.channel, words.channels[channel], CHANNEL, channel),
    ]
    for label, answer in json.loads(answers).items():
        if isinstance(answer, str):
            found.append(Group(label, answer, ABOUT, f"{label}: {answer}"))
    return tuple(group for group in found if group.name)
