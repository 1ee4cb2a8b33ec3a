"""What a comment quotes and whom it calls, as the page shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from consultations.models import Comment, Mention, Opinion, Quotation, Revision, SectionText
from consultations.services.participation import mentions


@dataclass(frozen=True)
class Quoted:
    words: str
    url: str
    opinion: Opinion | None
    """Whose words they are; None: the plan's."""
    number: str = ""
    """Of the section, when they are the plan's."""

    @property
    def is_readable(self) -> bool:
        return self.opinion is None or self.opinion.is_public


@dataclass(frozen=True)
class Piece:
    text: str
    is_name: bool = False


def of(comment: Comment) -> Quoted | None:
    """Read with `as_read`; the words follow the state of the opinion they were taken from."""
    quotation: Quotation | None = getattr(comment, "quotation", None)
    if quotation is None:
        return None
    if quotation.revision:
        opinion = quotation.revision.opinion
        words = quotation.words if opinion.is_public else ""
        return Quoted(words, _in_the_revision(quotation, quotation.revision, opinion), opinion)
    section = quotation.section_text
    return _of_the_plan(quotation, section) if section else None


def names_in(comments: Iterable[Comment]) -> dict[int, list[str]]:
    """Whom each of these calls; one query for all."""
    found: dict[int, list[str]] = {}
    rows = Mention.objects.filter(comment__in=[comment.pk for comment in comments])
    for comment, called in rows.values_list("comment", "called"):
        found.setdefault(comment, []).append(called)
    return found


def pieces(text: str, names: Sequence[str]) -> list[Piece]:
    """The text in parts, so that the names called stand out."""
    parts: list[Piece] = []
    after = 0
    for call in mentions.find(text, names) if names else []:
        parts += [Piece(text[after : call.start]), Piece(text[call.start : call.end], is_name=True)]
        after = call.end
    return [piece for piece in [*parts, Piece(text[after:])] if piece.text]


def _in_the_revision(quotation: Quotation, revision: Revision, opinion: Opinion) -> str:
    address = reverse("consultations:revision", args=[opinion.receipt, revision.number])
    return f"{address}?{urlencode({'start': quotation.start, 'end': quotation.end})}#quotation"


def _of_the_plan(quotation: Quotation, text: SectionText) -> Quoted:
    slug = text.section.document.consultation.slug
    return Quoted(quotation.words, text.section.address(slug), None, text.number)
