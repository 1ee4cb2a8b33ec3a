"""Search over everything public: terms in any spelling, all of which must occur."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import regex
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from consultations import indexing
from consultations.models import Area, Consultation, PolicyField, SearchEntry
from consultations.models.consultation import Stage
from nlp.text.folding import Folded, fold, fold_with_offsets

logger = logging.getLogger(__name__)

QUERY_LIMIT = 200
NOT_ANSWERED = "none"
MOST_TERMS = 10
BEFORE = 40
"""How many characters before the first match a snippet begins."""
SNIPPET = 160
MOST_COUNTED = 1_000
"""Beyond this many, what was asked is too common: they are shown newest first and counted no further."""

_TERM = regex.compile(r'"([^"]*)"|(\S+)')


class Order(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"


@dataclass(frozen=True)
class Question:
    terms: tuple[str, ...] = ()
    kind: str = ""
    status: str = ""
    """What the city has said to a proposal; "none": nothing yet."""
    stage: str = ""
    consultation: Consultation | None = None
    area: Area | None = None
    policy_field: PolicyField | None = None
    order: Order = Order.RELEVANCE


@dataclass(frozen=True)
class Piece:
    text: str
    is_match: bool = field(default=False)


def terms_of(query: str) -> tuple[str, ...]:
    """The folded terms of what somebody typed: words by spaces, phrases in quotation marks."""
    plain = regex.sub(r"[“”„«»＂]", '"', query[:QUERY_LIMIT]).replace("\0", " ")
    typed = (phrase or word for phrase, word in _TERM.findall(plain))
    folded = (fold(term.replace('"', " ")).strip() for term in typed)
    return tuple(dict.fromkeys(term for term in folded if term))[:MOST_TERMS]


@dataclass(frozen=True)
class Findings:
    """All that was found, in order. `count` stops at `MOST_COUNTED`; then there are `more`."""

    entries: QuerySet[SearchEntry]
    count: int
    more: bool

    def page(self, start: int, end: int) -> list[SearchEntry]:
        """A slice with all that a list shows, put in order before the words are fetched."""
        keys = list(self.entries.values_list("pk", flat=True)[start : min(end, self.count)])
        rows = SearchEntry.objects.filter(pk__in=keys).select_related(
            *("consultation", "section", "opinion__current", "opinion__author"),
            *("opinion__place", "opinion__proposal"),
        )
        rows = rows.prefetch_related("opinion__proposal__answers", "opinion__current__personal_findings")
        by_key = {row.pk: row for row in rows}
        return [by_key[key] for key in keys if key in by_key]


def find(question: Question, *, user: object, now: datetime) -> Findings:
    """What this person may see of what was asked for, those with the terms in the title first."""
    found = _filtered(question, user, now)
    counted = found.order_by()[: MOST_COUNTED + 1].count()
    too_common = counted > MOST_COUNTED
    return Findings(_ordered(found, question, too_common), min(counted, MOST_COUNTED), too_common)


def _filtered(question: Question, user: object, now: datetime) -> QuerySet[SearchEntry]:
    found = SearchEntry.objects.visible_to(user).matching(question.terms)
    if question.kind:
        found = found.filter(kind=question.kind)
    if question.status:
        said = "" if question.status == NOT_ANSWERED else question.status
        found = found.filter(kind=SearchEntry.Kind.PROPOSAL, opinion__proposal__status=said)
    if question.consultation:
        found = found.filter(consultation=question.consultation)
    if question.stage:
        found = found.filter(consultation__in=_in_stage(Stage(question.stage), now))
    if question.area:
        found = found.filter(_sorted_under("area", "consultation__areas", question.area))
    if question.policy_field:
        found = found.filter(
            _sorted_under("policy_field", "consultation__policy_fields", question.policy_field)
        )
    return found


def snippet(text: str, terms: tuple[str, ...]) -> list[Piece]:
    """The place of the first match in `text`, word for word, cut into what matches and what does not."""
    folded = fold_with_offsets(text)
    matches = _matches(folded, terms)
    start = max(0, matches[0][0] - BEFORE) if matches else 0
    end = min(len(text), start + SNIPPET)
    pieces = [Piece("…")] if start else []
    at = start
    for first, last in matches:
        if first < at or last > end:
            continue
        pieces += [Piece(text[at:first]), Piece(text[first:last], is_match=True)]
        at = last
    pieces += [Piece(text[at:end]), Piece("…" if end < len(text) else "")]
    return [piece for piece in pieces if piece.text]


def mend(*, now: datetime) -> int:
    """Read everything again when something is missing from what can be found; how many things there are then.

    Nothing should be: this is for the day on which somebody loads rows past the program.
    """
    absent = indexing.missing()
    if not absent:
        return 0
    logger.warning("%s things could not be found by searching at %s; the index is made anew", absent, now)
    return indexing.rebuild()


def _matches(folded: Folded, terms: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where the terms stand in the original, as pairs of offsets in order."""
    found = []
    for term in terms:
        at = folded.text.find(term)
        while at >= 0:
            end = at + len(term)
            found.append((folded.offsets[at], folded.offsets[end - 1] + 1))
            at = folded.text.find(term, end)
    return sorted(found)


def _in_stage(stage: Stage, now: datetime) -> QuerySet[Consultation]:
    consultations = Consultation.objects.all()
    if stage == Stage.OPEN:
        return consultations.open_at(now)
    return consultations.forthcoming_at(now) if stage == Stage.FORTHCOMING else consultations.closed_at(now)


def _sorted_under(of_opinion: str, of_consultation: str, value: Area | PolicyField) -> Q:
    """An opinion by its own entry; a consultation or section by the consultation's."""
    consultations = Consultation.objects.filter(**{of_consultation.removeprefix("consultation__"): value})
    return Q(**{f"opinion__{of_opinion}": value}) | Q(opinion__isnull=True, consultation__in=consultations)


def _ordered(
    found: QuerySet[SearchEntry],
    question: Question,
    too_common: bool,  # noqa: FBT001
) -> QuerySet[SearchEntry]:
    if too_common or question.order == Order.NEWEST or not question.terms:
        return found.order_by("-at", "-pk")
    in_title = Q()
    for term in question.terms:
        in_title &= Q(title__contains=term)
    is_in_title = ExpressionWrapper(in_title, output_field=BooleanField())
    return found.annotate(is_in_title=is_in_title).order_by("-is_in_title", "-at", "-pk")
