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
from consultations.forms.opinions import DraftForm, NewProposalForm
from consultations.models import Consultation, Opinion, Proposal, Revision
from consultations.services import consultations
from consultations.services.consultations import NotOpen, Participation
from consultations.services.participation.opinions import AlreadySent, ChangedMeanwhile
from consultations.services.proposals import publishing, similar
from consultations.services.proposals.publishing import Unfinished
from consultations.views import refusals
from consultations.views.order import warnings
from consultations.views.participation import opinions
from consultations.views.proposals.pages import beside


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
        initial = {"title": words.title, "text": words.text, "seen": words.sha256}
        return _page(request, consultation, DraftForm(initial=initial), proposal)
    return _keep(request, consultation, DraftForm(request.POST), proposal)


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
        context = {
            "proposal": proposal,
            "opinion": proposal.opinion,
            "similar": near,
            "personal": warnings.of(words.title, words.text),
            **beside(proposal),
        }
        return render(request, "consultations/proposal_check.html", context)
    try:
        if request.method == "POST":
            rate_limits.spend(rate_limits.PROPOSALS, rate_limits.who(request), now=now)
            publishing.publish(proposal=proposal, author=request.user, now=now)
    except TooManyRequests as refusal:
        return refusals.too_many_page(request, refusal.limit, back=request.path)
    except NotOpen as refusal:
        return refusals.not_open(request, refusal, now=now)
    except Unfinished:
        messages.error(request, _("A title and what you propose are needed before it can be published."))
        return redirect("consultations:draft", slug, pk)
    return redirect("consultations:receipt", proposal.opinion.receipt)


@require_POST
def discard(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 - the policy lets members in only
    publishing.discard(proposal=_own_draft(request, slug, pk), author=request.user)
    messages.success(request, _("The draft is thrown away."))
    return redirect("consultations:my_opinions")


def _keep(
    request: HttpRequest, consultation: Consultation, form: DraftForm, proposal: Proposal | None
) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 - the policy lets members in only
    now = timezone.now()
    if not form.is_valid():
        return _page(request, consultation, form, proposal, status=422)
    try:
        rate_limits.spend(rate_limits.EDITS, rate_limits.who(request), now=now)
        if proposal:
            kept = publishing.redraft(proposal=proposal, author=request.user, now=now, **form.cleaned_data)
        else:
            kept = publishing.draft(
                consultation=consultation, author=request.user, now=now, **form.cleaned_data
            )
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _page(request, consultation, form, proposal, status=refusals.TOO_MANY)
    except AlreadySent as earlier:
        return opinions.already_sent(request, earlier.opinion)
    except ChangedMeanwhile as change:
        return _both_texts(request, form, change.opinion)
    if "check" in request.POST:
        return redirect("consultations:extras", consultation.slug, kept.pk)
    messages.success(request, _("Your draft is saved. Only you can see it."))
    return redirect("consultations:draft", consultation.slug, kept.pk)


def _both_texts(request: HttpRequest, form: DraftForm, opinion: Opinion) -> HttpResponse:
    """Another window has saved other words: both stand on the page, and the author chooses."""
    form = form.on_top_of(opinion.words.sha256)
    form.add_error(None, refusals.changed_meanwhile())
    return _page(
        request,
        opinion.consultation,
        form,
        opinion.proposal,
        status=refusals.CONFLICT,
        newer=opinion.words,
    )


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
    form: DraftForm,
    proposal: Proposal | None = None,
    status: int = 200,
    *,
    newer: Revision | None = None,
) -> HttpResponse:
    context = {"consultation": consultation, "form": form, "proposal": proposal, "newer": newer}
    return render(request, "consultations/proposal_form.html", context, status=status)
