"""A resident reports an opinion; an author appeals."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import rate_limits
from accounts.models import User
from accounts.rate_limits import TooManyRequests
from consultations import receipts
from consultations.forms.order import AppealForm, ReportForm
from consultations.models import ModerationDecision, Opinion
from consultations.services.order import appeals, reports
from consultations.services.order.appeals import NothingToAppeal
from consultations.services.order.reports import OwnOpinion
from consultations.views import refusals


def report(request: HttpRequest, receipt: str) -> HttpResponse:
    visible = Opinion.objects.counted().visible_to(request.user).with_words()
    opinion = get_object_or_404(visible, receipt=receipts.normalise(receipt))
    form = ReportForm(request.POST or None)
    if request.method != "POST":
        return _report_page(request, opinion, form)
    assert isinstance(request.user, User)  # noqa: S101 - the policy lets members in only
    if not form.is_valid():
        return _report_page(request, opinion, form, status=422)
    now, said = timezone.now(), form.cleaned_data
    try:
        rate_limits.spend(rate_limits.REPORTS, rate_limits.who(request), now=now)
        reports.file(
            opinion=opinion,
            reporter=request.user,
            reason=ModerationDecision.Reason(said["reason"]),
            words=said["words"],
            now=now,
        )
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _report_page(request, opinion, form, status=refusals.TOO_MANY)
    except OwnOpinion:
        return redirect("consultations:opinion_withdraw", opinion.receipt)
    return render(request, "consultations/order/report_received.html", {"opinion": opinion})


def appeal(request: HttpRequest, receipt: str) -> HttpResponse:
    own = Opinion.objects.with_words().filter(author=request.user.pk, hidden_at__isnull=False)
    opinion = get_object_or_404(own, receipt=receipts.normalise(receipt))
    decision = appeals.standing_decision(opinion)
    if decision is None:
        raise Http404
    if hasattr(decision, "appeal"):
        return _appeal_page(request, decision, None)
    form = AppealForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _appeal_page(request, decision, form, status=422 if request.method == "POST" else 200)
    assert isinstance(request.user, User)  # noqa: S101 - the policy lets members in only
    try:
        rate_limits.spend(rate_limits.REPORTS, rate_limits.who(request), now=timezone.now())
        appeals.file(
            opinion=opinion, author=request.user, words=form.cleaned_data["words"], now=timezone.now()
        )
        messages.success(request, _("Your appeal is on its way to another moderator."))
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _appeal_page(request, decision, form, status=refusals.TOO_MANY)
    except NothingToAppeal:
        messages.warning(request, _("This was decided or appealed in the meantime."))
    return redirect("consultations:my_opinions")


def _appeal_page(
    request: HttpRequest, decision: ModerationDecision, form: AppealForm | None, *, status: int = 200
) -> HttpResponse:
    context = {"opinion": decision.opinion, "decision": decision, "form": form}
    return render(request, "consultations/order/appeal.html", context, status=status)


def _report_page(request: HttpRequest, opinion: Opinion, form: ReportForm, status: int = 200) -> HttpResponse:
    return render(
        request, "consultations/order/report.html", {"opinion": opinion, "form": form}, status=status
    )
