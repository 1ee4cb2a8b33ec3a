"""Who wrote the opinions of a run, and to which groups of people they belong."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from consultations.models import AnalysisRun, Opinion

AREA, CHANNEL, ABOUT = "area", "channel", "about"
_CHANNELS = Opinion.Channel.choices
_OPINION = "revision__opinion__"
_FIELDS = (
    *("author_id", "origin__pk", "author_name", "receipt", "area_id", "area__name", "channel", "attributes"),
)


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
    groups: list[Group]


class _Words(NamedTuple):
    """Looked up once: ten thousand opinions name the same few."""

    area: str
    channel: str
    channels: dict[str, str]


def said_in(run: AnalysisRun) -> Iterator[Said]:
    """What is withheld counts nowhere. One query."""
    places: Any = run.memberships.all().with_standing().exclude(standing="withheld").order_by()  # type: ignore[misc]
    fields = {name: f"{_OPINION}{name}" for name in _FIELDS}
    words = _Words(_("Area"), _("How it was handed in"), {value: str(name) for value, name in _CHANNELS})
    read = places.values_list("pk", "standing_theme", "standing_stance", *fields.values())
    for key, theme, stance, *values in read.iterator(2_000):
        row = dict(zip(fields, values, strict=True))
        yield Said(key, theme, stance, _person(row), _groups(row, words))


def _person(row: dict[str, Any]) -> str:
    if row["author_id"]:
        return f"account:{row['author_id']}"
    return str((row["origin__pk"] and row["author_name"]) or row["receipt"])


def _groups(row: dict[str, Any], words: _Words) -> list[Group]:
    found = [
        Group(words.area, row["area__name"] or "", AREA, str(row["area_id"])),
        Group(words.channel, words.channels[row["channel"]], CHANNEL, row["channel"]),
    ]
    for label, answer in row["attributes"].items():
        if isinstance(answer, str):
            found.append(Group(label, answer, ABOUT, f"{label}: {answer}"))
    return [group for group in found if group.name]
