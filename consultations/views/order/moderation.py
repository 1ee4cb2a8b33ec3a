"""Where moderators read what came in, hide what breaks the rules, and put right what was hidden wrongly."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import rate_limits
from accounts.models import User
from accounts.policy import State
from accounts.rate_limits import TooManyRequests
from consultations import receipts
from consultations.forms.moderation import DecisionForm
from consultations.models import Consultation, ModerationDecision, Opinion, Thread
from consultations.services.order import moderation, suspensions
from consultations.services.order.moderation import NothingToDecide, Reason
from consultations.views import refusals
from consultations.views.order import marks
from consultations.views.staff_writes import person

PAGE_SIZE = 20


@require_GET
def opinion_list(request: HttpRequest) -> HttpResponse:
    show = request.GET.get("show", "all")
    consultations = list(Consultation.objects.order_by("-published_at", "pk"))
    chosen = next((one for one in consultations if one.slug == request.GET.get("consultation")), None)
    found = Opinion.objects.submitted().with_words()
    if chosen:
        found = found.filter(consultation=chosen)
    if show == "hidden":
        found = found.filter(hidden_at__isnull=False)
    elif show == "public":
        found = found.counted()
    page = Paginator(found.order_by("-published_at", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "consultations/moderation_list.html",
        {
            "page": page,
            "show": show,
            "consultation": chosen.slug if chosen else "",
            "consultations": consultations,
        },
    )


def opinion(request: HttpRequest, receipt: str) -> HttpResponse:
    found = get_object_or_404(Opinion.objects.submitted().with_words(), receipt=receipts.normalise(receipt))
    if found.state == State.HELD:
        return redirect("consultations:held_check", found.receipt)
    if request.method == "POST":
        return _decide(request, found)
    return _page(request, found, DecisionForm(hides=not found.hidden_at))


def _decide(request: HttpRequest, found: Opinion) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 - the policy lets members in only
    now = timezone.now()
    hides = request.POST.get("verdict") == ModerationDecision.Verdict.HIDE
    form = DecisionForm(request.POST, hides=hides)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    act = moderation.hide if hides else moderation.restore
    try:
        rate_limits.spend(rate_limits.STAFF_WRITES, rate_limits.who(request), now=now)
        act(
            opinion=found,
            moderator=request.user,
            reason=Reason(form.cleaned_data["reason"]),
            explanation=form.cleaned_data["explanation"],
            now=now,
        )
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _page(request, found, form, status=refusals.TOO_MANY)
    except NothingToDecide:
        messages.warning(request, _("Somebody else has decided this in the meantime."))
    else:
        messages.success(request, _("Your decision is recorded. The author reads the reason."))
    return redirect("consultations:moderate", found.receipt)


def _page(request: HttpRequest, found: Opinion, form: DecisionForm, status: int = 200) -> HttpResponse:
    flags = list(found.flags.open())
    context = {
        "opinion": found,
        "flags": flags,
        "pieces": marks.whole(found, flags),
        "may_suspend": found.author is not None
        and suspensions.may_be_suspended(person=found.author, by=person(request)),
        "form": form,
        "thread": Thread.objects.filter(Q(comments__opinion=found) | Q(proposal__opinion=found)).first(),
        "reports": list(found.reports.open()),
        "decisions": found.decisions.select_related("decided_by", "revision"),
    }
    return render(request, "consultations/moderation.html", context, status=status)
