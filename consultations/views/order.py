"""The moderators' queue of reports and appeals, and the public log."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import rate_limits
from accounts.models import User
from accounts.rate_limits import TooManyRequests
from consultations import receipts
from consultations.forms.order import AppealDecisionForm
from consultations.models import Appeal, ModerationDecision, Opinion, Thread
from consultations.services import appeals, locking, reports
from consultations.services.appeals import DecidedAlready, DecidedByThemselves
from consultations.views import refusals

PAGE_SIZE = 20
_OPEN = Q(reports__closed_at__isnull=True, reports__isnull=False)


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Opinions with open reports, the longest waiting first, and the appeals nobody has decided."""
    reported = (
        Opinion.objects.with_words()
        .annotate(
            reports_count=Count("reports", filter=_OPEN),
            oldest=Min("reports__created_at", filter=_OPEN),
        )
        .filter(reports_count__gt=0)
        .order_by("oldest", "pk")
    )
    waiting = Appeal.objects.filter(outcome="").select_related(
        "decision__opinion__current", "decision__opinion__consultation", "decision__decided_by"
    )
    page = Paginator(reported, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "appeals": waiting[:PAGE_SIZE], "now": timezone.now()}
    return render(request, "consultations/order/queue.html", context)


@require_POST
def dismiss(request: HttpRequest, receipt: str) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 - the policy lets members in only
    opinion = get_object_or_404(Opinion.objects.submitted(), receipt=receipts.normalise(receipt))
    now = timezone.now()
    try:
        rate_limits.spend(rate_limits.STAFF_WRITES, rate_limits.who(request), now=now)
    except TooManyRequests as refusal:
        return refusals.too_many_page(request, refusal.limit, back=request.path)
    if reports.dismiss(opinion=opinion, moderator=request.user, now=now):
        messages.success(request, _("The opinion stays, and those who reported it are told."))
    return redirect("consultations:reports")


@require_POST
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 - the policy lets members in only
    thread = get_object_or_404(Thread.objects.with_target(), pk=pk)
    now = timezone.now()
    try:
        rate_limits.spend(rate_limits.STAFF_WRITES, rate_limits.who(request), now=now)
    except TooManyRequests as refusal:
        return refusals.too_many_page(request, refusal.limit, back=thread.get_absolute_url())
    if request.POST.get("wish") == "reopen":
        locking.reopen(thread=thread, moderator=request.user, now=now)
        messages.success(request, _("The discussion is open again."))
    else:
        locking.end(thread=thread, moderator=request.user, now=now)
        messages.success(request, _("The discussion is ended. What was written stays readable."))
    return redirect(thread)


def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Appeal.objects.select_related("decision__opinion__current", "decision__opinion__consultation"), pk=pk
    )
    form = AppealDecisionForm(request.POST or None)
    own = found.decision.decided_by_id == request.user.pk
    if request.method != "POST" or own or not form.is_valid():
        status = {True: 403, False: 422}[own] if request.method == "POST" else 200
        context = {"appeal": found, "decision": found.decision, "form": form, "own": own}
        return render(request, "consultations/order/appeal_decide.html", context, status=status)
    _decide(request, found, form)
    return redirect("consultations:reports")


def _decide(request: HttpRequest, found: Appeal, form: AppealDecisionForm) -> None:
    assert isinstance(request.user, User)  # noqa: S101 - the policy lets members in only
    try:
        appeals.decide(
            appeal=found,
            moderator=request.user,
            outcome=Appeal.Outcome(form.cleaned_data["outcome"]),
            answer=form.cleaned_data["answer"],
            now=timezone.now(),
        )
    except (DecidedAlready, DecidedByThemselves):
        messages.warning(request, _("Somebody else has decided this in the meantime."))
    else:
        messages.success(request, _("Your decision is recorded. The author reads the answer."))


@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """What moderators decided, month by month, in numbers: no words and no names."""
    months = (
        ModerationDecision.objects.annotate(month=TruncMonth("decided_at"))
        .values("month", "verdict", "reason")
        .annotate(times=Count("pk"))
        .order_by("-month", "verdict", "reason")
    )
    verdicts, reasons = dict(ModerationDecision.Verdict.choices), dict(ModerationDecision.Reason.choices)
    rows = [(row["month"], verdicts[row["verdict"]], reasons[row["reason"]], row["times"]) for row in months]
    outcomes = dict(Appeal.objects.values_list("outcome").annotate(Count("pk")).order_by())
    context = {
        "rows": rows,
        "waiting": outcomes.get("", 0),
        "outcomes": [(label, outcomes.get(value, 0)) for value, label in Appeal.Outcome.choices],
    }
    return render(request, "consultations/order/log.html", context)
