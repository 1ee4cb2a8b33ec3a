"""A proposal in the making: form, check page, publication."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import rate_limits
from accounts.models import User
from accounts.policy import State
from accounts.rate_limits import TooManyRequests
from consultations.forms.opinions import NewProposalForm, ProposalForm
from consultations.models import Consultation, Proposal
from consultations.services import consultations, proposals, similar
from consultations.services.consultations import NotOpen, Participation
from consultations.services.opinions import AlreadySent
from consultations.views import opinions, refusals


def new(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    try:
        consultations.require_open(consultation=consultation, what=Participation.PROPOSALS, now=now)
    except NotOpen as refusal:
        return refusals.not_open(request, refusal, now=now)
    if request.method != "POST":
        return _page(request, consultation, NewProposalForm())
    return _keep(request, consultation, NewProposalForm(request.POST), None)


def draft(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Go on with a draft of one's own. After the close it can still be read here, and thrown away."""
    proposal = _own_draft(request, slug, pk)
    consultation = proposal.opinion.consultation
    if request.method != "POST":
        words = proposal.opinion.words
        initial = {"title": words.title, "text": words.text}
        return _page(request, consultation, ProposalForm(initial=initial), proposal)
    return _keep(request, consultation, ProposalForm(request.POST), proposal)


def check(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read once more what will be public, then publish it."""
    assert isinstance(request.user, User)  # noqa: S101 - the policy lets members in only
    now = timezone.now()
    proposal = _own(request, slug, pk)
    if request.method != "POST" and proposal.opinion.state == State.DRAFT:
        words = proposal.opinion.words
        near = similar.proposals(
            consultation=proposal.opinion.consultation, text=f"{words.title}\n{words.text}"
        )
        context = {"proposal": proposal, "opinion": proposal.opinion, "similar": near}
        return render(request, "consultations/proposal_check.html", context)
    try:
        if request.method == "POST":
            rate_limits.spend(rate_limits.PROPOSALS, rate_limits.who(request), now=now)
            proposals.publish(proposal=proposal, author=request.user, now=now)
    except TooManyRequests as refusal:
        return refusals.too_many_page(request, refusal.limit, back=request.path)
    except NotOpen as refusal:
        return refusals.not_open(request, refusal, now=now)
    return redirect("consultations:receipt", proposal.opinion.receipt)


@require_POST
def discard(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 - the policy lets members in only
    proposals.discard(proposal=_own_draft(request, slug, pk), author=request.user)
    messages.success(request, _("The draft is thrown away."))
    return redirect("consultations:my_opinions")


def _keep(
    request: HttpRequest, consultation: Consultation, form: ProposalForm, proposal: Proposal | None
) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 - the policy lets members in only
    now = timezone.now()
    if not form.is_valid():
        return _page(request, consultation, form, proposal, status=422)
    try:
        rate_limits.spend(rate_limits.EDITS, rate_limits.who(request), now=now)
        if proposal:
            kept = proposals.redraft(proposal=proposal, author=request.user, now=now, **form.cleaned_data)
        else:
            kept = proposals.draft(
                consultation=consultation, author=request.user, now=now, **form.cleaned_data
            )
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _page(request, consultation, form, proposal, status=refusals.TOO_MANY)
    except AlreadySent as earlier:
        return opinions.already_sent(request, earlier.opinion)
    if "check" in request.POST:
        return redirect("consultations:proposal_check", consultation.slug, kept.pk)
    messages.success(request, _("Your draft is saved. Only you can see it."))
    return redirect("consultations:draft", consultation.slug, kept.pk)


def _own(request: HttpRequest, slug: str, pk: int) -> Proposal:
    return get_object_or_404(
        Proposal.objects.with_words(), pk=pk, opinion__consultation__slug=slug, opinion__author=request.user
    )


def _own_draft(request: HttpRequest, slug: str, pk: int) -> Proposal:
    proposal = _own(request, slug, pk)
    if proposal.opinion.state != State.DRAFT:
        raise Http404
    return proposal


def _page(
    request: HttpRequest,
    consultation: Consultation,
    form: ProposalForm,
    proposal: Proposal | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"consultation": consultation, "form": form, "proposal": proposal}
    return render(request, "consultations/proposal_form.html", context, status=status)
