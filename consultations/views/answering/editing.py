"""One response: its rows, its wording, what other departments say, and the steps to its approval."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consultations.forms.answering import DepartmentCommentForm, SendBackForm, WordingForm
from consultations.models import Consultation, Response, Theme
from consultations.services.answering import responses
from consultations.services.answering.responses import (
    AnsweredElsewhereError,
    OutOfTurnError,
    OvertakenError,
    OwnWordsError,
    ReasonMissingError,
    UnfinishedError,
)
from consultations.views import refusals
from consultations.views.answering import reading
from consultations.views.staff_writes import person, staff_write

UNPROCESSABLE = 422


@staff_write
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    wanted = request.POST.get("theme", "")
    theme = _theme(consultation, wanted) if wanted else None
    made = responses.begin(consultation=consultation, theme=theme, by=person(request), now=timezone.now())
    return redirect("consultations:response", slug, made.pk)


@require_GET
def response(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _page(request, _found(request, slug, pk))


@staff_write
def write(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = _found(request, slug, pk)
    form = reading.wording_form(found, request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=UNPROCESSABLE)
    try:
        responses.write(
            response=found,
            words=form.words(),
            read_version=form.cleaned_data["version"],
            by=person(request),
            now=timezone.now(),
            reason=form.cleaned_data.get("reason", ""),
        )
    except ReasonMissingError:
        form.add_error("reason", _("It was approved already. Please say why it is written anew."))
        return _page(request, found, form=form, status=UNPROCESSABLE)
    except OvertakenError:
        return _overtaken(request, slug, pk, form)
    messages.success(request, _("The draft is saved."))
    return redirect("consultations:response", slug, pk)


def _overtaken(request: HttpRequest, slug: str, pk: int, refused: WordingForm) -> HttpResponse:
    """The other one's words in the form, the refused ones beside it to be copied from."""
    found = _found(request, slug, pk)
    kept = [
        (field.label, field.data)
        for field in refused.visible_fields()
        if field.data and field.name != "category"
    ]
    return _page(request, found, kept=kept, status=refusals.CONFLICT)


@staff_write
def comment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = _found(request, slug, pk)
    form = DepartmentCommentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, comment_form=form, status=UNPROCESSABLE)
    try:
        responses.comment(response=found, by=person(request), now=timezone.now(), **form.cleaned_data)
    except OutOfTurnError:
        form.add_error(None, _("Comments are taken on a written draft that is not approved yet."))
        return _page(request, found, comment_form=form, status=refusals.CONFLICT)
    messages.success(request, _("The comment is noted."))
    return redirect("consultations:response", slug, pk)


@staff_write
def step(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Hand it on, approve it, send it back."""
    found = _found(request, slug, pk)
    if request.POST.get("wish") == "send_back":
        return _send_back(request, found)
    wishes: dict[str, tuple[Callable[..., None], str]] = {
        "consult": (responses.consult, _("The draft is with the other departments now.")),
        "submit": (responses.submit, _("Handed in. A second person approves it.")),
        "approve": (responses.approve, _("Approved. It can be published.")),
    }
    if request.POST.get("wish") not in wishes:
        raise Http404
    act, said = wishes[request.POST["wish"]]
    refusal = _refused(act, request, found)
    if refusal:
        messages.error(request, refusal)
    else:
        messages.success(request, said)
    return redirect("consultations:response", slug, pk)


def _send_back(request: HttpRequest, found: Response) -> HttpResponse:
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _page(request, found, back_form=form, status=UNPROCESSABLE)
    refusal = _refused(responses.send_back, request, found, **form.cleaned_data)
    if refusal:
        messages.error(request, refusal)
    else:
        messages.success(request, _("It is a draft again."))
    return redirect("consultations:response", found.consultation.slug, found.pk)


def _refused(act: Callable[..., None], request: HttpRequest, found: Response, **more: Any) -> str:
    """Why it was not done; empty when it was."""
    version = request.POST.get("version", "")
    try:
        act(
            response=found,
            read_version=int(version) if version.isdecimal() and len(version) < 10 else -1,
            by=person(request),
            now=timezone.now(),
            **more,
        )
    except OvertakenError:
        return _("Somebody wrote a newer wording in the meantime. Please read it first.")
    except OwnWordsError:
        return _("You wrote these words yourself. A second person has to approve them.")
    except UnfinishedError:
        return _("The city's view and its category have to be written before it can be handed in.")
    except OutOfTurnError:
        return _("Its state has changed in the meantime, so this was not done.")
    return ""


@staff_write
def theme(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a theme into the row, or out of it."""
    found = _found(request, slug, pk)
    chosen = _theme(found.consultation, request.POST.get("theme", ""))
    act = responses.leave_out if request.POST.get("wish") == "out" else responses.take_in
    try:
        act(response=found, theme=chosen, by=person(request), now=timezone.now())
    except AnsweredElsewhereError:
        messages.error(request, _("This theme has a written answer of its own."))
    return redirect("consultations:response", slug, pk)


def _found(request: HttpRequest, slug: str, pk: int) -> Response:
    return get_object_or_404(
        Response.objects.select_related("consultation", "written_by", "approved_by"),
        pk=pk,
        consultation__in=Consultation.objects.visible_to(request.user).filter(slug=slug),
    )


def _theme(consultation: Consultation, wanted: str) -> Theme:
    try:
        key = UUID(wanted)
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(Theme, stable_id=key, consultation=consultation, merged_into=None)


def _page(request: HttpRequest, found: Response, *, status: int = 200, **more: Any) -> HttpResponse:
    context = reading.context(request, found, **more)
    return render(request, "consultations/answering/response.html", context, status=status)
