"""Keeps a draft while it is being written. Its answers are one line for the page, read aloud politely."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.forms.opinions import UnfinishedProposalForm, form_key
from consultations.models import Consultation, Proposal
from consultations.services.consultations import NotOpen
from consultations.services.participation.opinions import AlreadySent, ChangedMeanwhile
from consultations.services.proposals import publishing
from consultations.views import refusals
from consultations.views.proposals import extras
from consultations.views.staff_writes import person, spend

NOTHING, UNPROCESSABLE = 204, 422


@require_POST
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """The first time it makes the draft; the same form sent again goes into the same draft."""
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    return _keep(request, consultation, None)


@require_POST
def draft(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    proposal = extras.own_draft(request, slug, pk)
    return _keep(request, proposal.opinion.consultation, proposal)


def _keep(request: HttpRequest, consultation: Consultation, proposal: Proposal | None) -> HttpResponse:
    form = UnfinishedProposalForm(request.POST)
    if not form.is_valid():
        return _line(_("Not saved yet. %(problem)s") % {"problem": _problem(form)}, UNPROCESSABLE)
    if not any(form.words.values()):
        return HttpResponse(status=NOTHING)
    now = timezone.now()
    try:
        spend(request, rate_limits.AUTOSAVES)
        kept = _kept(request, consultation, proposal, form, now)
    except ChangedMeanwhile:
        said = _("This draft was changed in another window. Press “Save the draft” to see both texts.")
        return _line(said, refusals.CONFLICT)
    except AlreadySent:
        said = _("This proposal has been published already. What you change here is not saved.")
        return _line(said, refusals.CONFLICT)
    except NotOpen:
        return _line(_("Proposals are not taken any more, so it is not saved."), refusals.CONFLICT)
    except TooManyRequests as refusal:
        return _line(refusals.too_many(refusal.limit), refusals.TOO_MANY)
    time = timezone.localtime(now).strftime("%H:%M")
    response = _line(_("Saved as a draft at %(time)s. Only you can see it.") % {"time": time})
    response["X-Draft"] = reverse("consultations:draft", args=[consultation.slug, kept.pk])
    response["X-Draft-Autosave"] = reverse("consultations:autosave", args=[consultation.slug, kept.pk])
    response["X-Draft-Seen"] = kept.opinion.words.sha256
    return response


def _kept(
    request: HttpRequest,
    consultation: Consultation,
    proposal: Proposal | None,
    form: UnfinishedProposalForm,
    now: datetime,
) -> Proposal:
    author, seen = person(request), form.cleaned_data["seen"]
    if proposal:
        return publishing.redraft(proposal=proposal, author=author, now=now, seen=seen, **form.words)
    key = form.cleaned_data["form_key"] or form_key()
    return publishing.draft(
        consultation=consultation, author=author, form_key=key, now=now, seen=seen, **form.words
    )


def _problem(form: UnfinishedProposalForm) -> str:
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label
    return f"{label}: {errors[0]}" if label else str(errors[0])


def _line(said: str, status: int = 200) -> HttpResponse:
    return HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")
