"""Proposals as everybody reads them, and the support one person gives."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts import rate_limits
from accounts.models import User
from accounts.policy import State
from accounts.rate_limits import TooManyRequests
from consultations.forms.proposals import ProposalFilters
from consultations.models import Consultation, Cosigner, Opinion, Place, Proposal, Support, Thread
from consultations.services import consultations
from consultations.services.consultations import NotOpen, Participation
from consultations.services.participation import opinions
from consultations.services.proposals import cosigning, supports
from consultations.services.proposals.supports import LimitReached
from consultations.views import refusals
from consultations.views.participation import discussion
from consultations.views.planning import desk_links

PAGE_SIZE = 20
ORDERS = {
    "newest": (_("Newest"), "-published_at"),
    "supported": (_("Most supported"), "-proposal__supports_count"),
    "discussed": (_("Most comments"), "-proposal__thread__comments_count"),
}


@require_GET
def proposal_list(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    consultation = get_object_or_404(
        Consultation.objects.visible_to(request.user).prefetch_related("phases"), slug=slug
    )
    asked = request.GET.get("sort", "")
    sort = asked if asked in ORDERS else "newest"
    filters = ProposalFilters(request.GET, consultation=consultation)
    public = Proposal.objects.listed().filter(opinion__consultation=consultation).narrowed(**filters.chosen)
    page = Paginator(range(public.count()), PAGE_SIZE).get_page(request.GET.get("page"))
    kept = {name: value for name, value in request.GET.items() if name in filters.chosen}
    tabs = [
        {"label": label, "url": f"?{urlencode(kept | {'sort': name})}", "current": name == sort}
        for name, (label, _order) in ORDERS.items()
    ]
    takes = consultations.allows(consultation=consultation, what=Participation.PROPOSALS, now=now)
    return render(
        request,
        "consultations/proposal_list.html",
        {
            "consultation": consultation,
            "page": page,
            "proposals": _slice(consultation, sort, page, filters.chosen),
            "filters": filters,
            "sort": sort,
            "tabs": tabs,
            "kept_filters": f"?{urlencode(kept)}" if kept else "",
            "takes_proposals_now": takes,
            "now": now,
        },
    )


def _slice(consultation: Consultation, sort: str, page: Page[int], chosen: dict[str, Any]) -> list[Proposal]:
    """Put in order by their keys alone; the words of five thousand are not moved about for twenty."""
    public = Opinion.objects.counted().filter(consultation=consultation, kind=Opinion.Kind.PROPOSAL)
    if chosen:
        public = public.filter(proposal__in=Proposal.objects.narrowed(**chosen))
    keys = public.order_by(ORDERS[sort][1], "-pk").values_list("proposal__pk", flat=True)
    wanted = list(keys[max(page.start_index() - 1, 0) : page.end_index()])
    found = Proposal.objects.with_words().in_bulk(wanted)
    return [found[key] for key in wanted]


@require_GET
def proposal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    now = timezone.now()
    consultation = get_object_or_404(
        Consultation.objects.visible_to(request.user).prefetch_related("phases"), slug=slug
    )
    found = get_object_or_404(
        Proposal.objects.visible_to(request.user).with_words(), pk=pk, opinion__consultation=consultation
    )
    if found.opinion.state == State.DRAFT:
        return redirect("consultations:draft", slug, pk)
    thread = Thread.objects.with_target().get(proposal=found)
    return render(
        request,
        "consultations/proposal.html",
        {
            "now": now,
            "consultation": consultation,
            "proposal": found,
            "opinion": found.opinion,
            "is_own": found.opinion.belongs_to(request.user),
            "is_editable": opinions.is_editable(opinion=found.opinion, now=now),
            **beside(found),
            "takes_cosigners": cosigning.is_open(proposal=found, now=now),
            "signed_link": _signed_link(request, found),
            "hiding": discussion.hiding_decisions([found.opinion]).get(found.opinion_id),
            "supported": request.user.is_authenticated
            and Support.objects.filter(user=request.user, proposal=found).exists(),
            "supports_left": supports.left(consultation=consultation, supporter=request.user)
            if isinstance(request.user, User)
            else None,
            "takes_supports": found.opinion.is_public
            and consultations.allows(consultation=consultation, what=Participation.SUPPORTS, now=now),
            **desk_links.of_opinion(request, found.opinion),
            **discussion.context(request, thread, consultation, now=now),
        },
    )


def beside(proposal: Proposal) -> dict[str, Any]:
    """What stands beside the words: files, place, co-signers, the city's answers and the steps after them."""
    return {
        "files": proposal.opinion.attachments.all(),
        "place": Place.objects.filter(opinion=proposal.opinion_id).first(),
        "cosigners": Cosigner.objects.standing().filter(proposal=proposal).select_related("user"),
        "answers": list(proposal.answers.all()),
        "milestones": list(proposal.milestones.all()),
    }


def _signed_link(request: HttpRequest, proposal: Proposal) -> str:
    """Where whoever has signed takes the name back, however old the link is that they once followed."""
    standing = Cosigner.objects.standing().filter(proposal=proposal)
    if not request.user.is_authenticated or not standing.filter(user=request.user).exists():
        return ""
    return reverse("consultations:cosign", args=[cosigning.link_token(proposal=proposal)])


@require_POST
def support(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 - the policy lets members in only
    now = timezone.now()
    found = get_object_or_404(
        Proposal.objects.visible_to(request.user).with_words(), pk=pk, opinion__consultation__slug=slug
    )
    act = supports.take_back if request.POST.get("wish") == "take_back" else supports.give
    try:
        rate_limits.spend(rate_limits.SUPPORTS, rate_limits.who(request), now=now)
        act(proposal=found, supporter=request.user, now=now)
    except TooManyRequests as refusal:
        return refusals.too_many_page(request, refusal.limit, back=found.get_absolute_url())
    except NotOpen as refusal:
        return refusals.not_open(request, refusal, now=now)
    except LimitReached as refusal:
        return _no_support_left(request, found, refusal.limit)
    return redirect(found)


def _no_support_left(request: HttpRequest, proposal: Proposal, limit: int) -> HttpResponse:
    context = {"proposal": proposal, "limit": limit, "consultation": proposal.opinion.consultation}
    return render(request, "consultations/refused_support.html", context, status=refusals.CONFLICT)
