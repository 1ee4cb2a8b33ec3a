"""The moderators' queue of reports and appeals."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations import receipts
from consultations.forms.order import AppealDecisionForm
from consultations.models import Appeal, Flag, Opinion, Report
from consultations.services.order import appeals, reports
from consultations.services.order.appeals import DecidedAlready, DecidedByThemselves
from consultations.views import refusals
from consultations.views.order import marks, tabs
from consultations.views.staff_writes import person, spend, staff_write

PAGE_SIZE = 20
MOST_APPEALS = 100
"""The oldest first; far more than ever wait."""


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Opinions that residents or the machine point at, the longest waiting first, and open appeals."""
    waiting = Appeal.objects.filter(outcome="").select_related(
        "decision__opinion__current", "decision__opinion__consultation", "decision__decided_by"
    )
    page = Paginator(_longest_waiting_first(), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = _rows(list(page.object_list))
    context = {
        "desk": tabs.tabs(request),
        "page": page,
        "rows": rows,
        "appeals": waiting[:MOST_APPEALS],
        "now": timezone.now(),
    }
    return render(request, "consultations/order/queue.html", context)


def _longest_waiting_first() -> QuerySet[Opinion]:
    reports, flags = Report.objects.open(), Flag.objects.open()
    reported = Subquery(
        reports.filter(opinion=OuterRef("pk")).order_by("created_at").values("created_at")[:1]
    )
    flagged = Subquery(flags.filter(opinion=OuterRef("pk")).order_by("raised_at").values("raised_at")[:1])
    # One of the two is empty where only the residents or only the machine pointed at it.
    oldest = Least(Coalesce(reported, flagged), Coalesce(flagged, reported))
    return tabs.pointed_at().with_words().annotate(oldest=oldest).order_by("oldest", "pk")


def _rows(opinions: list[Opinion]) -> list[dict[str, Any]]:
    open_reports = Report.objects.open().filter(opinion__in=opinions).order_by()
    reports = dict(open_reports.values_list("opinion").annotate(Count("pk")))
    flags: dict[int, list[Flag]] = {}
    for flag in Flag.objects.open().filter(opinion__in=opinions):
        flags.setdefault(flag.opinion_id, []).append(flag)
    return [
        {
            "opinion": opinion,
            "reports": reports.get(opinion.pk, 0),
            "flags": flags.get(opinion.pk, []),
            "pieces": marks.beginning(opinion, flags.get(opinion.pk, [])),
        }
        for opinion in opinions
    ]


@staff_write
def dismiss(request: HttpRequest, receipt: str) -> HttpResponse:
    opinion = get_object_or_404(Opinion.objects.submitted(), receipt=receipts.normalise(receipt))
    if reports.dismiss(opinion=opinion, moderator=person(request), now=timezone.now()):
        messages.success(request, _("The opinion stays, and those who reported it are told."))
    return redirect("consultations:reports")


def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Appeal.objects.select_related("decision__opinion__current", "decision__opinion__consultation"), pk=pk
    )
    form = AppealDecisionForm(request.POST or None)
    own = found.decision.decided_by_id == request.user.pk
    if request.method != "POST" or own or not form.is_valid():
        status = {True: 403, False: 422}[own] if request.method == "POST" else 200
        return _appeal_page(request, found, form, status)
    try:
        spend(request, rate_limits.STAFF_WRITES)
        _decide(request, found, form)
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _appeal_page(request, found, form, refusals.TOO_MANY)
    return redirect("consultations:reports")


def _decide(request: HttpRequest, found: Appeal, form: AppealDecisionForm) -> None:
    try:
        appeals.decide(
            appeal=found,
            moderator=person(request),
            outcome=Appeal.Outcome(form.cleaned_data["outcome"]),
            answer=form.cleaned_data["answer"],
            now=timezone.now(),
        )
    except (DecidedAlready, DecidedByThemselves):
        messages.warning(request, _("Somebody else has decided this in the meantime."))
    else:
        messages.success(request, _("Your decision is recorded. The author reads the answer."))


def _appeal_page(request: HttpRequest, found: Appeal, form: AppealDecisionForm, status: int) -> HttpResponse:
    context = {
        "appeal": found,
        "decision": found.decision,
        "form": form,
        "own": found.decision.decided_by_id == request.user.pk,
    }
    return render(request, "consultations/order/appeal_decide.html", context, status=status)
