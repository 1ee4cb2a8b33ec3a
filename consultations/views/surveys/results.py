"""What was answered, in charts with their tables and files."""

from dataclasses import replace

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from consultations import charts
from consultations.charts import Chart
from consultations.disclosure import Hidden
from consultations.exports.sheets import one_line
from consultations.models import Consultation, Question, TextAnswer
from consultations.services.numbers.figures import in_words
from consultations.services.surveys import results as services
from consultations.services.surveys.results import QuestionResult
from consultations.views.csv_files import file_of, with_note
from consultations.views.surveys import shown, vote_results

PAGE_SIZE = 20
LATEST = 3
Kind = Question.Kind


@require_safe
def results(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    consultation = shown.find(request, slug)
    if not (consultation.asks_questions or consultation.takes_votes):
        raise Http404
    context = {"consultation": consultation, "now": now, "closes_at": consultation.closes_at()}
    if not shown.may_read_results(request, consultation, now=now):
        return render(request, "consultations/surveys/results_later.html", context)
    context["only_staff"] = not consultation.shows_results_at(now)
    if consultation.takes_votes:
        return vote_results.page(request, consultation, context)
    found = services.of_consultation(consultation)
    latest = _latest(consultation)
    context["in_all"] = in_words(found.people)
    context["rows"] = [
        {
            "result": one,
            "people": in_words(one.people),
            "ranked": [(row, in_words(row.firsts)) for row in one.ranked],
            "chart": _chart(one, number),
            "latest": latest.get(one.question.pk, []),
        }
        for number, one in enumerate(found.questions, start=1)
    ]
    return render(request, "consultations/surveys/results.html", context)


@require_safe
def texts(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """All answers in words to one question."""
    question = _question(request, slug, pk)
    if question.kind != Kind.TEXT:
        raise Http404
    page = Paginator(TextAnswer.objects.listed().filter(question=question), PAGE_SIZE)
    context = {
        "consultation": question.consultation,
        "question": question,
        "page": page.get_page(request.GET.get("page")),
    }
    return render(request, "consultations/surveys/texts.html", context)


@require_safe
def figures(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    question = _question(request, slug, pk)
    name = f"results-{slug}-{question.position}.csv"
    if question.kind == Kind.TEXT:
        listed = TextAnswer.objects.listed().filter(question=question)
        words = [
            (text.opinion.receipt, one_line(text.opinion.shown.text), text.opinion.published_at)
            for text in listed.iterator(chunk_size=500)
        ]
        return file_of(name, ("receipt", "text", "published_at"), words)
    found = services.of_consultation(question.consultation)
    result = next(one for one in found.questions if one.question.pk == pk)
    if question.kind == Kind.ORDER:
        ranks = [
            (row.label, f"{row.mean_rank:.3f}", row.points, *with_note(row.firsts)) for row in result.ranked
        ]
        return file_of(name, ("answer", "mean_rank", "borda_points", "first_places", "note"), ranks)
    rows = [(row.label, *with_note(row.times)) for row in result.rows]
    return file_of(name, ("answer", "count", "note"), rows)


def _question(request: HttpRequest, slug: str, pk: int) -> Question:
    consultation = shown.find(request, slug, Consultation.Kind.QUESTION)
    if not shown.may_read_results(request, consultation, now=timezone.now()):
        raise Http404
    return get_object_or_404(consultation.questions.select_related("consultation"), pk=pk)


def _latest(consultation: Consultation) -> dict[int, list[TextAnswer]]:
    """The newest answers in words of each question: one query a question that has them, ten at most."""
    asked = [question for question in consultation.questions.all() if question.kind == Kind.TEXT]
    return {
        question.pk: list(TextAnswer.objects.listed().filter(question=question)[:LATEST])
        for question in asked
    }


def _chart(result: QuestionResult, number: int) -> Chart | None:
    """None where there is nothing to draw: words, and an order that too few have given."""
    question = result.question
    url = reverse("consultations:survey_figures", args=[question.consultation.slug, question.pk])
    if question.kind == Kind.ORDER and result.ranked:
        title = _("Question %(number)s: points, one for every answer put behind") % {"number": number}
        points = [(row.label, row.points) for row in result.ranked]
        return charts.bars(title, points, _("points"), url, heading=_("Answer"))
    if not result.rows:
        return None
    title = _("Question %(number)s: how many chose each answer") % {"number": number}
    rows = [(row.label, in_words(row.times)) for row in result.rows]
    made = charts.bars(title, rows, _("people"), url, heading=_("Answer"))
    shares = [_share(row.times, result.people) for row in result.rows]
    return replace(
        made,
        columns=(*made.columns, pgettext("of those who answered", "Share")),
        rows=tuple((*cells, share) for cells, share in zip(made.rows, shares, strict=True)),
    )


def _share(times: int | Hidden, people: int | Hidden) -> str:
    if isinstance(times, Hidden) or isinstance(people, Hidden):
        return "–"
    return f"{100 * times / people:.1f}%" if people else "–"
