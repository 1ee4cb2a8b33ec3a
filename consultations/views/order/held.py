"""The queue of opinions that wait for a check, and the rule by which they wait."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations import receipts
from consultations.forms.order_staff import HeldHoursForm, RefusalForm
from consultations.models import Consultation, Flag, ModerationDecision, Opinion
from consultations.services.order import premoderation
from consultations.services.order.premoderation import DecidedAlready, RewrittenMeanwhile
from consultations.views import refusals
from consultations.views.order import marks, tabs
from consultations.views.staff_writes import person, spend

PAGE_SIZE = 20


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The most urgent first, with how long each has waited and how long it still may."""
    waiting = Opinion.objects.waiting().with_words()
    page = Paginator(waiting, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"desk": tabs.tabs(request), "page": page, "now": timezone.now()}
    return render(request, "consultations/order/held_queue.html", context)


def check(request: HttpRequest, receipt: str) -> HttpResponse:
    """Read one and publish it, or refuse it with a reason."""
    found = get_object_or_404(Opinion.objects.waiting().with_words(), receipt=receipts.normalise(receipt))
    refuses = request.POST.get("verdict") == ModerationDecision.Verdict.REFUSE
    form = RefusalForm(request.POST if refuses else None)
    if request.method != "POST" or (refuses and not form.is_valid()):
        return _page(request, found, form, status=422 if request.method == "POST" else 200)
    try:
        spend(request, rate_limits.STAFF_WRITES)
        _decide(request, found, form if refuses else None)
    except TooManyRequests as refusal:
        if not refuses:
            return refusals.too_many_page(request, refusal.limit, back=request.path)
        form.add_error(None, refusals.too_many(refusal.limit))
        return _page(request, found, form, status=refusals.TOO_MANY)
    except DecidedAlready:
        messages.warning(request, _("Somebody else has decided this in the meantime."))
    except RewrittenMeanwhile:
        messages.warning(request, _("The author has rewritten it in the meantime. Please read it again."))
        return redirect("consultations:held_check", found.receipt)
    return redirect("consultations:held_queue")


def rule(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    form = HeldHoursForm(request.POST or None, initial={"hours": consultation.held_hours})
    if request.method != "POST" or not form.is_valid():
        context = {"consultation": consultation, "form": form}
        status = 422 if request.method == "POST" else 200
        return render(request, "consultations/order/held_rule.html", context, status=status)
    try:
        spend(request, rate_limits.STAFF_WRITES)
    except TooManyRequests as refusal:
        return refusals.too_many_page(request, refusal.limit, back=request.path)
    premoderation.set_rule(
        consultation=consultation,
        hours=form.cleaned_data["hours"],
        planner=person(request),
        now=timezone.now(),
    )
    messages.success(request, _("The rules are saved."))
    return redirect("consultations:staff_detail", slug)


def _decide(request: HttpRequest, found: Opinion, form: RefusalForm | None) -> None:
    asked = request.POST.get("revision", "")
    revision = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 0
    moderator, now = person(request), timezone.now()
    if form is None:
        premoderation.approve(opinion=found, moderator=moderator, revision=revision, now=now)
        messages.success(request, _("The opinion is published, and its author is told."))
        return
    premoderation.refuse(
        opinion=found,
        moderator=moderator,
        revision=revision,
        reason=ModerationDecision.Reason(form.cleaned_data["reason"]),
        explanation=form.cleaned_data["explanation"],
        now=now,
    )
    messages.success(request, _("Your decision is recorded. The author reads the reason."))


def _page(request: HttpRequest, found: Opinion, form: RefusalForm, status: int = 200) -> HttpResponse:
    flags = list(Flag.objects.open().filter(opinion=found))
    context = {
        "opinion": found,
        "form": form,
        "flags": flags,
        "pieces": marks.whole(found, flags),
        "now": timezone.now(),
    }
    return render(request, "consultations/order/held_check.html", context, status=status)
