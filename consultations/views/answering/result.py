"""The result as everybody reads it: the table, every original of each row, and the documents."""

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from consultations.exports.result_table import content
from consultations.models import (
    Consultation,
    PersonalFinding,
    Publication,
    PublishedFile,
    PublishedPlace,
    PublishedRow,
    Revision,
)
from consultations.models.personal import Covers
from consultations.services.answering import publishing
from consultations.services.setup import plan_changes

ROWS_A_PAGE = 20
ORIGINALS_A_PAGE = 25
LONG = 200
"""Characters from which an original is folded, so that a page of them is not a hundred screens on a phone."""
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORDS = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {
    PublishedFile.Format.XLSX: ("xlsx", _SHEET),
    PublishedFile.Format.DOCX: ("docx", _WORDS),
    PublishedFile.Format.PDF: ("pdf", "application/pdf"),
    PublishedFile.Format.CSV: ("csv", "text/csv; charset=utf-8"),
    PublishedFile.Format.ORIGINALS: ("csv", "text/csv; charset=utf-8"),
}


@dataclass(frozen=True)
class Quoted:
    revision: Revision
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Line:
    row: PublishedRow
    quotations: list[Quoted] = field(default_factory=list)
    gone: int = 0
    """How many of its opinions were hidden or taken back since."""


@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, _public(request, slug), is_public=True)


@require_GET
def earlier(request: HttpRequest, slug: str, publication: int) -> HttpResponse:
    """Staff read every publication, also those that a newer one has taken the place of."""
    return _page(request, _numbered(request, slug, publication), is_public=False)


@require_GET
def row(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return _row_page(request, _public(request, slug), number, is_public=True)


@require_GET
def earlier_row(request: HttpRequest, slug: str, publication: int, number: int) -> HttpResponse:
    return _row_page(request, _numbered(request, slug, publication), number, is_public=False)


@require_GET
def file(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    return _file(request, _public(request, slug), kind)


@require_GET
def earlier_file(request: HttpRequest, slug: str, publication: int, kind: str) -> HttpResponseBase:
    return _file(request, _numbered(request, slug, publication), kind)


def _page(request: HttpRequest, found: Publication, *, is_public: bool) -> HttpResponse:
    rows: Any = Paginator(found.rows.all(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    gone = content.gone_by_row(found)
    covers = PersonalFinding.objects.all().covers_of(found)
    quoted = _quoted(list(rows.object_list), covers)
    rows.object_list = [
        Line(_named(one, covers), quoted[one.pk], gone.get(one.number, 0)) for one in rows.object_list
    ]
    figures = found.figures
    context = {
        **_common(found, is_public=is_public),
        "page": _with_differences(found, rows),
        "figures": figures,
        "period": content.period(found.consultation),
        "channels": content.channels_in_words(figures["channels"]),
        "is_kept_back": any(count is None for _channel, count in figures["channels"]),
        "categories": _categories(found),
        "withheld": _withheld(found),
        "withheld_sum": sum(figures["withheld"].values()),
        "in_rows": figures["opinions"] - sum(figures["withheld"].values()),
        "gone": sum(gone.values()),
        "files": list(found.files.all()),
    }
    return render(request, "consultations/answering/result.html", context)


def _row_page(request: HttpRequest, found: Publication, number: int, *, is_public: bool) -> HttpResponse:
    one = get_object_or_404(found.rows, number=number)
    places = one.places.in_order()
    listed: Any = Paginator(places, ORIGINALS_A_PAGE).get_page(request.GET.get("page"))
    shown = list(listed.object_list)
    covers = PersonalFinding.objects.all().covers_of(found)
    listed.object_list = [{"place": place, **_words(place, covers)} for place in shown]
    context = {
        **_common(found, is_public=is_public),
        "line": Line(
            _named(one, covers), _quoted([one], covers)[one.pk], content.gone_by_row(found).get(number, 0)
        ),
        "page": listed,
    }
    _with_differences(found, [context["line"]])
    return render(request, "consultations/answering/result_row.html", context)


def _words(place: PublishedPlace, covers: Covers) -> dict[str, Any]:
    words, note = content.words_of(place, covers)
    return {"words": words, "note": note, "is_long": len(words) > LONG}


def _common(found: Publication, *, is_public: bool) -> dict[str, Any]:
    return {"consultation": found.consultation, "publication": found, "is_public": is_public}


def _named(row: PublishedRow, covers: Covers) -> PublishedRow:
    """As it is shown; what was published stays in the row."""
    row.label, row.summary = covers.label(row.label), covers.label(row.summary)
    return row


def _quoted(rows: list[PublishedRow], covers: Covers) -> dict[int, list[Quoted]]:
    """What was hidden or taken back since is not quoted any more."""
    keys = {place[0] for one in rows for place in one.quotations}
    found = Revision.objects.filter(pk__in=keys).select_related("opinion")
    shown = {one.pk: one for one in found if one.opinion.is_public}
    return {
        one.pk: [
            Quoted(shown[key], start, end, covers.piece(key, shown[key].text[start:end], start))
            for key, start, end in one.quotations
            if key in shown
        ]
        for one in rows
    }


def _with_differences(found: Publication, lines: Any) -> Any:
    """Each section that was changed leads to what was changed in it, where the versions show that."""
    told = [change for line in lines for change in line.row.changes if change["number"]]
    changes = plan_changes.of_all(found.consultation) if told else []
    page = reverse("consultations:changes", args=[found.consultation.slug])
    for change in told:
        number = change["number"]
        shown = plan_changes.find(changes, number) or plan_changes.find(changes, number + plan_changes.GONE)
        if shown:
            change["address"] = f"{page}#{shown.anchor}"
    return lines


def _categories(found: Publication) -> list[tuple[str, int, int]]:
    opinions: dict[str, list[int]] = {}
    for name, count in found.rows.values_list("category", "opinions"):
        opinions.setdefault(name, []).append(count)
    return [(name, len(counts), sum(counts)) for name, counts in opinions.items()]


def _withheld(found: Publication) -> list[tuple[str, int]]:
    why = PublishedPlace.Why
    return [(str(why(reason).label), count) for reason, count in sorted(found.figures["withheld"].items())]


def _file(request: HttpRequest, found: Publication, kind: str) -> HttpResponseBase:
    if kind not in PublishedFile.Format.values:
        raise Http404
    written = publishing.current_file(publication=found, format=kind)
    if written is None:
        if not found.files.filter(format=kind).exists():
            raise Http404
        context = _common(found, is_public=True)
        return render(request, "consultations/answering/file_later.html", context, status=503)
    ending, content_type = TYPES[PublishedFile.Format(kind)]
    beside = "-originals" if kind == PublishedFile.Format.ORIGINALS else ""
    name = f"{found.consultation.slug}-result-{found.number}{beside}.{ending}"
    response = FileResponse(
        written.file.open("rb"), as_attachment=True, filename=name, content_type=content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _public(request: HttpRequest, slug: str) -> Publication:
    visible = Consultation.objects.visible_to(request.user).prefetch_related("phases")
    found = publishing.public_one(get_object_or_404(visible, slug=slug))
    if found is None:
        raise Http404
    return found


def _numbered(request: HttpRequest, slug: str, number: int) -> Publication:
    return get_object_or_404(
        Publication.objects.finished().select_related("consultation"),
        number=number,
        consultation__in=Consultation.objects.visible_to(request.user).filter(slug=slug),
    )
