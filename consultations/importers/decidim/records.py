"""A row of Decidim as one of our things, or the exact place of what is wrong with it."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consultations.importers.decidim.tables import Header, Row
from consultations.importers.limits import LONGEST_TEXT

LONGEST_TITLE = 200
LONGEST_NAME = 40
SHOWN = 80
COMMENT = "Decidim::Comments::Comment"
PROBLEMS: "dict[str, str | Promise]" = {
    "no_number": _("There is no number (id)."),
    "number_twice": _("The same number stands in an earlier row."),
    "no_text": _("There is neither a title nor a text."),
    "text_too_long": _("The text is longer than 20,000 characters."),
    "title_too_long": _("The title is longer than 200 characters."),
    "control_character": _("There is a character that cannot be shown or stored."),
    "too_many_cells": _("The row has more cells than the header."),
    "unreadable_date": _("Not a date."),
    "circle": _("The comment answers one of its own replies."),
}
_STATES = {"evaluating", "accepted", "rejected", "withdrawn", "not_answered", ""}
_STANCES = {"1": "agree", "-1": "oppose", "−1": "oppose"}
_LAST_NUMBER = re.compile(r"(\d+)(?!.*\d)")
_TAG = re.compile(
    r"</?(?:p|br|div|span|ul|ol|li|strong|em|b|i|u|a|h[1-6]|blockquote|img|pre|code)\b[^<>]*>", re.IGNORECASE
)
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6]|blockquote|pre)>", re.IGNORECASE)
_ZONE = re.compile(r"\s+(?=[+-]\d{2}:?\d{2}$)")


@dataclass(frozen=True)
class Problem:
    file: str
    row: int
    column: str
    code: str
    value: str = ""


class WrongRow(Exception):
    def __init__(self, column: str, code: str, value: str = "") -> None:
        super().__init__(code)
        self.column, self.code, self.value = column, code, value[:SHOWN]


@dataclass(frozen=True, kw_only=True)
class Titled:
    """A proposal, or a debate, which becomes one."""

    entity: str
    row: int
    number: str
    title: str
    text: str
    author: str
    space: str
    space_number: str
    at: datetime | None
    is_withdrawn: bool
    withdrawn_at: datetime | None
    votes: int
    field_name: str
    area_name: str
    details: dict[str, Any] = field(hash=False)


@dataclass(frozen=True, kw_only=True)
class Reply:
    entity: str
    row: int
    number: str
    text: str
    author: str
    stance: str
    at: datetime | None
    depth: str
    parent: str
    """The number of the comment it answers; empty for one on the thing itself."""
    root: str
    """The number of the thing the discussion is about."""
    details: dict[str, Any] = field(hash=False)


# What has no column of ours and is kept beside the opinion, so that it can go out again as it came in.
_KEPT = (
    *("state", "state_published_at", "reference", "answered_at", "address", "latitude", "longitude"),
    *(
        "likes/total_count",
        "endorsements/total_count",
        "comments",
        "attachments",
        "follows_count",
        "followers",
    ),
    *("url", "meeting_urls", "related_proposals", "is_amend", "original_proposal/title"),
    *("original_proposal/url", "withdrawn_at", "created_at", "updated_at", "created_in_meeting"),
    *("coauthorships_count", "cost", "component/id", "participatory_space/id", "participatory_space/url"),
)
_KEPT_WORDS = ("answer", "cost_report", "execution_period")
_WORDS = ("title", "body", *_KEPT_WORDS)


def generation_of(header: Header) -> str:
    if "likes/total_count" in header:
        return "newest"
    if not header.columns:
        return ""
    return "0.2" if "title" in header or header.starting_with("category/") else "0.30"


def titled(entity: str, row: Row) -> Titled:
    _check(row)
    title, written = row.words("title"), row.words("body") or row.words("description")
    if not (title or written or _is_withdrawn(row)):
        raise WrongRow("body", "no_text")
    _limit("title", title, LONGEST_TITLE, "title_too_long")
    _limit("body", written, LONGEST_TEXT, "text_too_long")
    text = plain(written)
    details: dict[str, Any] = {column: row.get(column) for column in _KEPT if row.get(column)}
    details |= {base: row.words(base) for base in _KEPT_WORDS if row.words(base)}
    details |= _in_other_languages(row)
    if text != written:
        details["body_html"] = written
    fields = _names(row, "category/name", "taxonomies/name")
    details |= {"votes": row.get("votes") or row.get("supports"), "fields": fields}
    return Titled(
        entity=entity,
        row=row.number,
        number=row.get("id"),
        title=title,
        text=text,
        author=row.get("author/id") or row.get("author/name"),
        space=row.get("participatory_space/url") or row.get("participatory_space/id"),
        space_number=row.get("participatory_space/id"),
        at=_moment(row, "published_at") or _moment(row, "created_at"),
        is_withdrawn=_is_withdrawn(row),
        withdrawn_at=_moment(row, "withdrawn_at"),
        votes=_count(details["votes"]),
        field_name=fields[0][:LONGEST_NAME] if fields else "",
        area_name=next(iter(_names(row, "scope/name")), "")[:LONGEST_NAME],
        details=details,
    )


def _in_other_languages(row: Row) -> dict[str, Any]:
    """`foreign` names what nobody wrote in Japanese: there the words shown are one of the translations."""
    translations = row.translations(_WORDS)
    written = {column.partition("/")[0] for column in translations}
    foreign = sorted(base for base in written if not row.is_in_japanese(base))
    return {"translations": translations, "foreign": foreign} if translations else {}


def reply(entity: str, row: Row) -> Reply:
    _check(row)
    written = row.words("body")
    if not written:
        raise WrongRow("body", "no_text")
    _limit("body", written, LONGEST_TEXT, "text_too_long")
    text = plain(written)
    details = {"alignment": row.get("alignment"), "locale": row.get("locale"), "depth": row.get("depth")}
    details |= {"url": row.get("root_commentable_url"), "type": row.get("commentable_type")}
    if text != written:
        details["body_html"] = written
    answers = row.get("commentable_type") == COMMENT
    return Reply(
        entity=entity,
        row=row.number,
        number=row.get("id"),
        text=text,
        author=row.get("author/id") or row.get("author/name"),
        stance=_STANCES.get(row.get("alignment"), ""),
        at=_moment(row, "created_at"),
        depth=row.get("depth"),
        parent=row.get("commentable_id") if answers else "",
        root=_last_number(row.get("root_commentable_url")) or ("" if answers else row.get("commentable_id")),
        details={name: value for name, value in details.items() if value},
    )


def is_custom_state(record: Titled) -> bool:
    return record.details.get("state", "") not in _STATES


def plain(written: str) -> str:
    """Words of the rich-text editor without their tags; what holds no tag is left exactly as it is."""
    if not _TAG.search(written):
        return written
    lines = html.unescape(_TAG.sub("", _BREAK.sub("\n", written))).splitlines()
    return "\n".join(line.strip() for line in lines).strip() or written


def moment_of(written: str) -> datetime | None:
    """Raises `ValueError`. A moment without a zone is taken as the city's."""
    if not written:
        return None
    text = _ZONE.sub("", written.removesuffix(" UTC") + "+00:00" if written.endswith(" UTC") else written)
    found = datetime.fromisoformat(text)
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _check(row: Row) -> None:
    if row.has_too_many_cells():
        raise WrongRow("", "too_many_cells")
    broken = row.control_character_in()
    if broken:
        raise WrongRow(broken, "control_character")
    if not row.get("id"):
        raise WrongRow("id", "no_number")


def _limit(column: str, text: str, longest: int, code: str) -> None:
    if len(text) > longest:
        raise WrongRow(column, code, text)


def _moment(row: Row, column: str) -> datetime | None:
    try:
        return moment_of(row.get(column))
    except ValueError as error:
        raise WrongRow(column, "unreadable_date", row.get(column)) from error


def _is_withdrawn(row: Row) -> bool:
    told = row.get("withdrawn").lower() in {"true", "1"} or row.get("withdrawn_at")
    return bool(told) or row.get("state") == "withdrawn"


def _names(row: Row, *bases: str) -> list[str]:
    return [name for base in bases for name in _split(row.words(base))]


def _split(cell: str) -> Iterator[str]:
    yield from (part.strip() for part in cell.split(", ") if part.strip())


def _count(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _last_number(url: str) -> str:
    found = _LAST_NUMBER.search(url.partition("#")[0].partition("?")[0])
    return found[1] if found else ""
