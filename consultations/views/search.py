"""One field to search everything public."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations import indexing
from consultations.forms.search import SearchForm
from consultations.models import Opinion, SearchEntry, SectionText
from consultations.services import searching
from consultations.services.searching import Piece, Question
from consultations.views import refusals

PAGE_SIZE = 20


@dataclass(frozen=True)
class Result:
    entry: SearchEntry
    title: list[Piece]
    snippet: list[Piece]
    url: str
    beside: list[Piece]
    """Words of the city or of the map that match; empty when none of them do."""
    status: str
    """What the city has said to a proposal."""


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = SearchForm(request.GET, user=request.user)
    question = form.question()
    if not question.terms and not form.narrows:
        return render(request, "consultations/search.html", {"form": form, "question": question})
    try:
        rate_limits.spend(rate_limits.SEARCHES, rate_limits.who(request), now=now)
    except TooManyRequests as refusal:
        return refusals.too_many_page(request, refusal.limit, back=request.path)
    found = searching.find(question, user=request.user, now=now)
    page = Paginator(range(found.count), PAGE_SIZE).get_page(request.GET.get("page"))
    entries = found.page(max(page.start_index() - 1, 0), page.end_index())
    return render(
        request,
        "consultations/search.html",
        {
            "form": form,
            "question": question,
            "page": page,
            "results": _results(entries, question),
            "found": found,
        },
    )


def _results(entries: list[SearchEntry], question: Question) -> list[Result]:
    asked = [entry.consultation for entry in entries if entry.kind == SearchEntry.Kind.CONSULTATION]
    prefetch_related_objects(asked, *indexing.ASKED)
    sections = {
        text.section_id: text
        for text in SectionText.objects.filter(
            section__in=[entry.section_id for entry in entries if entry.section_id]
        ).order_by("version__number")
    }
    return [_result(entry, sections, question.terms) for entry in entries]


def _result(entry: SearchEntry, sections: dict[int, SectionText], terms: tuple[str, ...]) -> Result:
    if entry.opinion:
        return _of_opinion(entry, entry.opinion, terms)
    if entry.section_id in sections and entry.section:
        plan = sections[entry.section_id]
        title, text = f"{plan.number} {plan.title}", plan.body
        url = entry.section.address(entry.consultation.slug)
    else:
        title, text = entry.consultation.title, indexing.words_of(entry.consultation)
        url = entry.consultation.get_absolute_url()
    return Result(entry, searching.snippet(title, terms), searching.snippet(text, terms), url, [], "")


def _of_opinion(entry: SearchEntry, opinion: Opinion, terms: tuple[str, ...]) -> Result:
    words = opinion.shown
    beside = searching.snippet(" / ".join(indexing.beside(opinion)), terms)
    return Result(
        entry,
        searching.snippet(words.title, terms),
        searching.snippet(words.text, terms),
        opinion.get_absolute_url(),
        beside if any(piece.is_match for piece in beside) else [],
        opinion.proposal.get_status_display() if opinion.kind == Opinion.Kind.PROPOSAL else "",
    )
