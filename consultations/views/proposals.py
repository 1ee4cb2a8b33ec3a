"""Proposals as everybody reads them, and the support one person gives."""

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import rate_limits
from accounts.models import User
from accounts.policy import State
from accounts.rate_limits import TooManyRequests
from consultations.models import Consultation, Opinion, Proposal, Support, Thread
from consultations.services import consultations, supports
from consultations.services.consultations import NotOpen, Participation
from consultations.services.supports import LimitReached
from consultations.views import discussion, refusals

PAGE_SIZE = 20
ORDERS = ("newest", "supported")


@require_GET
def proposal_list(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    consultation = get_object_or_404(
        Consultation.objects.visible_to(request.user).prefetch_related("phases"), slug=slug
    )
    asked = request.GET.get("sort", "")
    sort = asked if asked in ORDERS else "newest"
    count = Opinion.objects.counted().filter(consultation=consultation, kind=Opinion.Kind.PROPOSAL).count()
    page = Paginator(range(count), PAGE_SIZE).get_page(request.GET.get("page"))
    tabs = [
        {"label": label, "url": f"?sort={name}", "current": name == sort}
        for name, label in (("newest", _("Newest")), ("supported", _("Most supported")))
    ]
    takes = consultations.allows(consultation=consultation, what=Participation.PROPOSALS, now=now)
    return render(
        request,
        "consultations/proposal_list.html",
        {
            "consultation": consultation,
            "page": page,
            "proposals": _slice(consultation, sort, page),
            "tabs": tabs,
            "takes_proposals_now": takes,
            "now": now,
        },
    )


def _slice(consultation: Consultation, sort: str, page: Page[int]) -> list[Proposal]:
    """Put in order by their keys alone; the words of five thousand are not moved about for twenty."""
    public = Opinion.objects.counted().filter(consultation=consultation, kind=Opinion.Kind.PROPOSAL)
    if sort == "newest":
        keys = public.order_by("-published_at", "-pk").values_list("proposal__pk", flat=True)
    else:
        keys = public.order_by("-proposal__supports_count", "-pk").values_list("proposal__pk", flat=True)
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
            "hiding": discussion.hiding_decisions([found.opinion]).get(found.opinion_id),
            "supported": request.user.is_authenticated
            and Support.objects.filter(user=request.user, proposal=found).exists(),
            "supports_left": supports.left(consultation=consultation, supporter=request.user)
            if isinstance(request.user, User)
            else None,
            "takes_supports": found.opinion.is_public
            and consultations.allows(consultation=consultation, what=Participation.SUPPORTS, now=now),
            **discussion.context(request, thread, consultation, now=now),
        },
    )


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
