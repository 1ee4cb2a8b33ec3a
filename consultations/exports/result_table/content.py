"""What the documents say, whatever their form. Ask for it under the language in which it is printed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from consultations.models import (
    Consultation,
    Membership,
    Opinion,
    PersonalFinding,
    Publication,
    PublishedPlace,
    PublishedRow,
    Revision,
)
from consultations.models.personal import Covers

PIECE = 500
"""Originals read at once."""
Why = PublishedPlace.Why


@dataclass(frozen=True)
class Row:
    number: int
    label: str
    summary: list[str]
    is_quoted: bool
    """Quotations, word for word; else a sentence of the city."""
    opinions: int
    distinct: int
    answer: str
    category: str
    changes: list[str]


@dataclass(frozen=True)
class Original:
    number: int
    row: int | None
    label: str
    receipt: str
    text: str
    note: str
    """What it is a copy of, or why its words are not printed."""


@dataclass(frozen=True)
class Content:
    title: str
    question: str
    office: str
    figures: list[tuple[str, str]]
    channels: list[tuple[str, str]]
    categories: list[tuple[str, int, int]]
    """Category, rows, opinions."""
    rows: list[Row]
    withheld: list[tuple[str, int]]
    total: int
    notes: list[str]
    publication: Publication
    gone_since: int
    covers: Covers

    def tally(self) -> list[tuple[str, int | str, int]]:
        """Categories, what is withheld, and the sum of both."""
        withheld = [(_("Withheld: %(reason)s") % {"reason": reason}, "", n) for reason, n in self.withheld]
        whole = (pgettext("result table", "All"), len(self.rows), self.total)
        return [*self.categories, *withheld, whole]

    def originals(self) -> Iterator[Original]:
        """In the order of the rows, a piece at a time, so that no number of them fills the memory."""
        yield from _originals(self.publication, self.covers)


def of(publication: Publication) -> Content:
    consultation = publication.consultation
    figures = publication.figures
    covers = PersonalFinding.objects.all().covers_of(publication)
    rows = _rows(publication, covers)
    gone = publication.places.gone_since().count()
    withheld = [(str(Why(why).label), count) for why, count in sorted(figures["withheld"].items())]
    return Content(
        title=consultation.title,
        question=consultation.question,
        office=" ".join(filter(None, [consultation.department, consultation.contact])),
        figures=_figures(publication),
        channels=channels_in_words(figures["channels"]),
        categories=_categories(rows),
        rows=rows,
        withheld=withheld,
        total=figures["opinions"],
        notes=list(_notes(publication, withheld, gone)),
        publication=publication,
        gone_since=gone,
        covers=covers,
    )


def channels_in_words(channels: list[tuple[str, int | None]]) -> list[tuple[str, str]]:
    labels = dict(Opinion.Channel.choices)
    return [
        (str(labels.get(channel, channel)), _("kept back") if count is None else f"{count:,}")
        for channel, count in channels
    ]


def period(consultation: Consultation) -> str:
    opens, closes = consultation.opens_at(), consultation.closes_at()
    if opens is None or closes is None:
        return ""
    return f"{_day(opens)} ～ {_day(closes)}"


def _day(moment: object) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")  # type: ignore[arg-type]


def _figures(publication: Publication) -> list[tuple[str, str]]:
    figures = publication.figures
    return [
        (_("Period of the consultation"), period(publication.consultation)),
        (_("People who submitted"), _("%(n)s people") % {"n": f"{figures['people']:,}"}),
        (_("Opinions submitted"), _("%(n)s opinions") % {"n": f"{figures['opinions']:,}"}),
        (_("Distinct opinions"), _("%(n)s opinions") % {"n": f"{figures['distinct']:,}"}),
        (_("Published on"), _day(publication.published_at or publication.started_at)),
    ]


def _rows(publication: Publication, covers: Covers) -> list[Row]:
    found = list(publication.rows.all())
    quoted = quotations_of(found, covers)
    return [
        Row(
            number=row.number,
            label=covers.label(row.label),
            summary=[covers.label(row.summary)] if row.summary else quoted[row.pk],
            is_quoted=not row.summary,
            opinions=row.opinions,
            distinct=row.distinct,
            answer=row.answer,
            category=row.category,
            changes=[" ".join(filter(None, [one["number"], one["text"]])) for one in row.changes],
        )
        for row in found
    ]


def quotations_of(rows: list[PublishedRow], covers: Covers) -> dict[int, list[str]]:
    """By row, word for word; what was hidden or taken back since is left out."""
    keys = {place[0] for row in rows for place in row.quotations}
    texts = {}
    for one in Revision.objects.filter(pk__in=keys).select_related("opinion").iterator(PIECE):
        if one.opinion.is_public:
            texts[one.pk] = one.text
    return {
        row.pk: [
            covers.piece(key, texts[key][start:end], start)
            for key, start, end in row.quotations
            if key in texts
        ]
        for row in rows
    }


def _categories(rows: list[Row]) -> list[tuple[str, int, int]]:
    opinions: Counter[str] = Counter()
    for row in rows:
        opinions[row.category] += row.opinions
    numbers = Counter(row.category for row in rows)
    return [(name, numbers[name], count) for name, count in opinions.most_common()]


def _notes(publication: Publication, withheld: list[tuple[str, int]], gone: int) -> Iterator[str]:
    yield _("Every opinion is in one row, or counted as withheld with the reason.")
    yield _("Opinions with the same text are counted each; distinct opinions count such a text once.")
    yield _("Words in brackets 「」 are quoted from the opinions as they were written.")
    if withheld:
        said = "、".join(f"{reason} {count:,}" for reason, count in withheld)
        yield _("Withheld: %(said)s") % {"said": said}
    if any(count is None for _channel, count in publication.figures["channels"]):
        yield _("Figures of fewer than five people, and those that would give them away, are kept back.")
    if gone:
        yield _("Taken back or hidden since the publication: %(n)s. The counts stay as published.") % {
            "n": f"{gone:,}"
        }


def _originals(publication: Publication, covers: Covers) -> Iterator[Original]:
    last = 0
    while piece := list(
        publication.places.in_order().select_related("revision__opinion").filter(number__gt=last)[:PIECE]
    ):
        yield from (_original(place, covers) for place in piece)
        last = piece[-1].number


def _original(place: PublishedPlace, covers: Covers) -> Original:
    words, note = words_of(place, covers)
    return Original(
        number=place.number,
        row=place.row.number if place.row else None,
        label=covers.label(place.row.label) if place.row else "",
        receipt=place.revision.opinion.receipt,
        text=words,
        note=note,
    )


def words_of(place: PublishedPlace, covers: Covers) -> tuple[str, str]:
    """The words and what is to be said about them; of one that is withheld now, only why."""
    if place.why:
        return "", str(Why(place.why).label)
    if not place.revision.opinion.is_public:
        return "", _("Taken back or hidden since the publication")
    title, text = covers.title(place.revision), covers.text(place.revision)
    note = ""
    if place.state == Membership.State.COPY and place.copy_of:
        note = _("Same text as %(receipt)s") % {"receipt": place.copy_of.opinion.receipt}
    return (f"{title}\n{text}" if title else text), note


def gone_by_row(publication: Publication) -> dict[int | None, int]:
    """How many of each row were hidden or taken back since."""
    gone = publication.places.gone_since().order_by().values("row__number").annotate(n=Count("pk"))
    return dict(gone.values_list("row__number", "n"))
