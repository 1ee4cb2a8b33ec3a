"""Planners settle the questions before the opening, and see how they will look."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.forms.survey_setup import QuestionForm, initial_of
from consultations.forms.surveys import AnswerForm
from consultations.models import Consultation, Question
from consultations.services.surveys import collecting
from consultations.services.surveys import questions as services
from consultations.services.surveys.collecting import StartedAlready
from consultations.services.surveys.questions import EnoughQuestions
from consultations.views import refusals
from consultations.views.staff_writes import person, spend, staff_write
from consultations.views.surveys import shown

QUESTION = Consultation.Kind.QUESTION


@require_GET
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    consultation = shown.find(request, slug, QUESTION)
    context = {
        "consultation": consultation,
        "questions": list(consultation.questions.prefetch_related("options")),
        "has_started": collecting.has_started(consultation, now=now),
        "most": services.MOST_QUESTIONS,
        "answered": consultation.answer_sheets.filter(current__isnull=False).count(),
    }
    return render(request, "consultations/surveys/questions.html", context)


def new(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = shown.find(request, slug, QUESTION)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _saved(request, consultation, form, None):
        messages.success(request, _("The question is added."))
        return redirect("consultations:questions", slug)
    return _page(request, consultation, form, None)


def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    question = _question(request, slug, pk)
    form = QuestionForm(request.POST or None, initial=initial_of(question))
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(request, question.consultation, form, question)
    ):
        messages.success(request, _("The question is changed."))
        return redirect("consultations:questions", slug)
    return _page(request, question.consultation, form, question)


@staff_write
def move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    question = _question(request, slug, pk)
    up = request.POST.get("wish") == "up"
    try:
        services.move(question=question, up=up, planner=person(request), now=timezone.now())
    except StartedAlready:
        messages.warning(request, _started())
    return redirect("consultations:questions", slug)


@staff_write
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    question = _question(request, slug, pk)
    try:
        services.remove(question=question, planner=person(request), now=timezone.now())
        messages.success(request, _("The question is removed."))
    except StartedAlready:
        messages.warning(request, _started())
    return redirect("consultations:questions", slug)


@require_GET
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The page as residents will find it; nothing can be sent from here."""
    consultation = shown.find(request, slug, QUESTION)
    form = AnswerForm(consultation.questions.prefetch_related("options"))
    context = {"consultation": consultation, "form": form}
    return render(request, "consultations/surveys/preview.html", context)


@staff_write
def results_early(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = shown.find(request, slug)
    early = request.POST.get("wish") == "early"
    services.show_results_early(
        consultation=consultation, early=early, planner=person(request), now=timezone.now()
    )
    if early:
        messages.success(request, _("Everybody can read the results from now on."))
    else:
        messages.success(request, _("Everybody can read the results after the close."))
    return redirect("consultations:staff_detail", slug)


def _question(request: HttpRequest, slug: str, pk: int) -> Question:
    consultation = shown.find(request, slug, QUESTION)
    return get_object_or_404(consultation.questions.prefetch_related("options"), pk=pk)


def _saved(
    request: HttpRequest, consultation: Consultation, form: QuestionForm, question: Question | None
) -> bool:
    """False with the reason in the form."""
    now = timezone.now()
    try:
        spend(request, rate_limits.STAFF_WRITES)
        if question:
            services.change(question=question, asked=form.asked(), planner=person(request), now=now)
        else:
            services.add(consultation=consultation, asked=form.asked(), planner=person(request), now=now)
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
    except StartedAlready:
        form.add_error(None, _started())
    except EnoughQuestions:
        form.add_error(None, _("There are ten questions already; more are not answered with patience."))
    return form.is_valid()


def _started() -> str:
    return _("The consultation has opened. What people are asked stays as it is.")


def _page(
    request: HttpRequest, consultation: Consultation, form: QuestionForm, question: Question | None
) -> HttpResponse:
    context = {
        "consultation": consultation,
        "form": form,
        "question": question,
        "has_started": collecting.has_started(consultation, now=timezone.now()),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "consultations/surveys/question_form.html", context, status=status)
