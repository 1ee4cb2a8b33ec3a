"""A person answers the questions: one page, a check page, a receipt."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.forms.surveys import AnswerForm, HandInForm
from consultations.models import AnswerSheet, Consultation, Question
from consultations.services.consultations import NotOpen
from consultations.services.surveys import answering, collecting
from consultations.services.surveys.answering import ChangedMeanwhile, HiddenMeanwhile, NothingToHandIn
from consultations.views import refusals
from consultations.views.order import warnings
from consultations.views.staff_writes import person, spend
from consultations.views.surveys import shown

QUESTION = Consultation.Kind.QUESTION
Said = list[tuple[Question, list[str]]]


def answer(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    consultation = shown.find(request, slug, QUESTION)
    questions = _questions(consultation)
    sheet = answering.sheet_of(consultation=consultation, person=request.user)
    locked = answering.hidden_texts(sheet=sheet)
    try:
        collecting.require_running(consultation=consultation, kind=QUESTION, now=now)
    except NotOpen as refusal:
        return refusals.not_open(request, refusal, now=now)
    if request.method != "POST":
        initial = answering.given(sheet=sheet) if sheet else {}
        return _page(request, consultation, AnswerForm(questions, initial=initial, locked=locked), sheet)
    form = AnswerForm(questions, request.POST, locked=locked)
    if not form.is_valid():
        return _page(request, consultation, form, sheet, status=422)
    try:
        spend(request, rate_limits.ANSWERS)
        answering.keep(
            consultation=consultation, person=person(request), answers=form.cleaned_data, now=timezone.now()
        )
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _page(request, consultation, form, sheet, status=refusals.TOO_MANY)
    except NotOpen as refusal:
        return refusals.not_open(request, refusal, now=now)
    return redirect("consultations:answer_check", slug)


def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Read once more what will be handed in, then hand it in."""
    sheet = _sheet(request, slug)
    if request.method != "POST":
        if not sheet.draft:
            return redirect("consultations:answer_sent" if sheet.current else "consultations:answer", slug)
        return _check_page(request, sheet)
    form = HandInForm(request.POST)
    now = timezone.now()
    try:
        spend(request, rate_limits.ANSWERS)
        seen = form.cleaned_data["seen"] if form.is_valid() else ""
        answering.hand_in(sheet=sheet, person=person(request), seen=seen, now=now)
    except TooManyRequests as refusal:
        return refusals.too_many_page(request, refusal.limit, back=request.path)
    except NotOpen as refusal:
        return refusals.not_open(request, refusal, now=now)
    except (NothingToHandIn, HiddenMeanwhile):
        return redirect("consultations:answer", slug)
    except ChangedMeanwhile:
        return _check_page(request, _sheet(request, slug), status=refusals.CONFLICT, changed=True)
    return redirect("consultations:answer_sent", slug)


@require_GET
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """The receipt, and the answers as they count now."""
    sheet = _sheet(request, slug)
    if sheet.current is None:
        raise Http404
    consultation = sheet.consultation
    if sheet.draft:
        messages.info(request, _("You have changed answers that are not sent yet."))
    now = timezone.now()
    context = {
        "consultation": consultation,
        "sheet": sheet,
        "revision": sheet.current,
        "said": _in_words(_questions(consultation), answering.handed_in(sheet=sheet)),
        "stage": consultation.stage_at(now),
        "now": now,
    }
    return render(request, "consultations/surveys/sent.html", context)


def _sheet(request: HttpRequest, slug: str) -> AnswerSheet:
    """One's own, or none: nobody sees another's."""
    consultation = shown.find(request, slug, QUESTION)
    sheet = answering.sheet_of(consultation=consultation, person=request.user)
    if sheet is None:
        raise Http404
    return sheet


def _questions(consultation: Consultation) -> list[Question]:
    found = list(consultation.questions.prefetch_related("options"))
    if not found:
        raise Http404
    return found


def _in_words(questions: Iterable[Question], answers: Mapping[str, Any]) -> Said:
    """Every question with what was answered, as lines; none where nothing was."""
    return [(question, _lines(question, answers.get(question.field_name))) for question in questions]


def _lines(question: Question, value: Any) -> list[str]:
    if not value:
        return []
    if question.kind == Question.Kind.TEXT:
        return str(value).split("\n")
    if question.kind == Question.Kind.SCALE:
        ends = {1: question.low_label, question.steps: question.high_label}
        return [f"{value} {ends.get(int(value), '')}".strip()]
    labels = {str(option.pk): option.label for option in question.options.all()}
    if question.kind == Question.Kind.ORDER:
        return [f"{place}. {labels[key]}" for place, key in enumerate(value.split(","), start=1)]
    return [labels[key] for key in ([value] if isinstance(value, str) else value)]


def _page(
    request: HttpRequest,
    consultation: Consultation,
    form: AnswerForm,
    sheet: AnswerSheet | None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "consultation": consultation,
        "form": form,
        "sheet": sheet,
        "now": timezone.now(),
        "has_hidden": bool(answering.hidden_texts(sheet=sheet)),
    }
    return render(request, "consultations/surveys/answer.html", context, status=status)


def _check_page(
    request: HttpRequest, sheet: AnswerSheet, status: int = 200, *, changed: bool = False
) -> HttpResponse:
    words = [text for name, text in sheet.draft.items() if name.startswith("words_")]
    context = {
        "consultation": sheet.consultation,
        "said": _in_words(_questions(sheet.consultation), sheet.draft),
        "personal": warnings.of(*words),
        "form": HandInForm(initial={"seen": answering.fingerprint(sheet.draft)}),
        "sheet": sheet,
        "changed": changed,
    }
    return render(request, "consultations/surveys/check.html", context, status=status)
