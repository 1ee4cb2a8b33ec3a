"""Asking for co-signers, and saying yes or no to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.forms.proposals import CosignerForm
from consultations.models import Cosigner, Proposal
from consultations.services.consultations import NotOpen
from consultations.services.proposals import cosigning
from consultations.services.proposals.cosigning import EnoughCosigners, LinkIsOver
from consultations.views import refusals
from consultations.views.staff_writes import person, spend

GONE = 410


def cosigners(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The author's page: the link to pass on, an address to ask, and who has signed."""
    proposal = _own(request, slug, pk)
    form = CosignerForm(request.POST or None)
    if request.method != "POST":
        return _page(request, proposal, form)
    if not form.is_valid():
        return _page(request, proposal, form, status=422)
    try:
        spend(request, rate_limits.COSIGN_REQUESTS)
        cosigning.ask(
            proposal=proposal,
            author=person(request),
            address=form.cleaned_data["address"],
            now=timezone.now(),
        )
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _page(request, proposal, form, status=refusals.TOO_MANY)
    except NotOpen as refusal:
        return refusals.not_open(request, refusal, now=timezone.now())
    messages.success(request, _("If somebody is registered under this address, they are asked now."))
    return redirect("consultations:cosigners", slug, pk)


@require_POST
def remove(request: HttpRequest, slug: str, pk: int, cosigner: int) -> HttpResponse:
    proposal = _own(request, slug, pk)
    cosigning.remove(proposal=proposal, author=person(request), cosigner=cosigner, now=timezone.now())
    return redirect("consultations:cosigners", slug, pk)


def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link leads: the words, and yes or no."""
    try:
        proposal = cosigning.proposal_of(token=token)
    except LinkIsOver:
        return render(request, "consultations/proposals/cosign_over.html", status=GONE)
    signed = Cosigner.objects.standing().filter(proposal=proposal, user=person(request)).exists()
    context = {
        "proposal": proposal,
        "opinion": proposal.opinion,
        "is_own": proposal.opinion.belongs_to(request.user),
        "signed": signed,
        "is_open": cosigning.is_open(proposal=proposal, now=timezone.now()),
    }
    if request.method != "POST":
        return render(request, "consultations/proposals/cosign.html", context)
    now = timezone.now()
    try:
        spend(request, rate_limits.SUPPORTS)
        if request.POST.get("wish") == "sign":
            cosigning.sign(proposal=proposal, person=person(request), now=now)
            messages.success(request, _("Your name stands beside the author's now."))
        else:
            cosigning.end(proposal=proposal, person=person(request), now=now)
            messages.success(request, _("Your name is not shown with this proposal."))
    except TooManyRequests as refusal:
        return refusals.too_many_page(request, refusal.limit, back=request.path)
    except NotOpen as refusal:
        return refusals.not_open(request, refusal, now=now)
    except EnoughCosigners:
        messages.warning(request, _("As many people as may have signed already."))
    return redirect("consultations:cosign", token)


def _own(request: HttpRequest, slug: str, pk: int) -> Proposal:
    return get_object_or_404(
        Proposal.objects.with_words(),
        pk=pk,
        opinion__consultation__slug=slug,
        opinion__author=request.user,
        opinion__hidden_at__isnull=True,
        opinion__withdrawn_at__isnull=True,
    )


def _page(request: HttpRequest, proposal: Proposal, form: CosignerForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "proposal": proposal,
        "opinion": proposal.opinion,
        "address": request.build_absolute_uri(_link(proposal)),
        "cosigners": Cosigner.objects.standing().filter(proposal=proposal).select_related("user"),
    }
    return render(request, "consultations/proposals/cosigners.html", context, status=status)


def _link(proposal: Proposal) -> str:
    return reverse("consultations:cosign", args=[cosigning.link_token(proposal=proposal)])
