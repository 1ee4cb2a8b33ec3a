"""Suspensions: imposed from an opinion, listed, judged by another moderator, objected to by the person."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import rate_limits
from accounts.models import User
from accounts.rate_limits import TooManyRequests
from consultations import receipts
from consultations.forms.order import AppealForm
from consultations.forms.order_staff import JudgementForm, SuspensionForm
from consultations.models import ModerationDecision, Opinion, Suspension
from consultations.services.order import suspensions
from consultations.services.order.suspensions import (
    ImposedByThemselves,
    NothingToJudge,
    NotThisPerson,
    SuspendedAlready,
)
from consultations.views import refusals
from consultations.views.order import tabs as order_desk
from consultations.views.staff_writes import person, spend

PAGE_SIZE = 20


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Those in force, objections nobody has answered first; or all there ever were."""
    now = timezone.now()
    shows_all = request.GET.get("show") == "all"
    found = Suspension.objects.with_people()
    if not shows_all:
        found = found.in_force_at(now)
    page = Paginator(found.order_by("outcome", "-objected_at", "-imposed_at", "-pk"), PAGE_SIZE)
    rows = page.get_page(request.GET.get("page"))
    tabs = [
        {"label": _("In force"), "url": "?", "current": not shows_all},
        {"label": _("All"), "url": "?show=all", "current": shows_all},
    ]
    context = {
        "desk": order_desk.tabs(request),
        "page": rows,
        "tabs": tabs,
        "rows": [(row, row.is_in_force_at(now)) for row in rows],
    }
    return render(request, "consultations/order/suspensions.html", context)


def impose(request: HttpRequest, receipt: str) -> HttpResponse:
    """On the author of one opinion."""
    found = get_object_or_404(Opinion.objects.submitted().with_words(), receipt=receipts.normalise(receipt))
    if found.author is None:
        raise Http404
    form = SuspensionForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _impose_page(request, found, form, status=422 if request.method == "POST" else 200)
    try:
        spend(request, rate_limits.STAFF_WRITES)
        _impose(request, found, found.author, form)
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _impose_page(request, found, form, status=refusals.TOO_MANY)
    except NotThisPerson:
        messages.error(request, _("Staff, and you yourself, cannot be suspended."))
    except SuspendedAlready:
        messages.warning(request, _("This person is suspended already."))
    return redirect("consultations:suspensions")


def _impose_page(request: HttpRequest, found: Opinion, form: SuspensionForm, *, status: int) -> HttpResponse:
    author = found.author
    may = author is not None and suspensions.may_be_suspended(person=author, by=person(request))
    context = {"opinion": found, "form": form, "may": may}
    return render(request, "consultations/order/suspend.html", context, status=status)


def judge(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Suspension.objects.with_people(), pk=pk)
    own = found.imposed_by_id == request.user.pk
    form = JudgementForm(request.POST or None)
    if request.method != "POST" or own or not form.is_valid():
        status = {True: 403, False: 422}[own] if request.method == "POST" else 200
        return _judge_page(request, found, form, status=status)
    try:
        spend(request, rate_limits.STAFF_WRITES)
        suspensions.judge(
            suspension=found,
            moderator=person(request),
            outcome=Suspension.Outcome(form.cleaned_data["outcome"]),
            answer=form.cleaned_data["answer"],
            now=timezone.now(),
        )
        messages.success(request, _("Your decision is recorded. The person reads the answer."))
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _judge_page(request, found, form, status=refusals.TOO_MANY)
    except (NothingToJudge, ImposedByThemselves):
        messages.warning(request, _("Somebody else has decided this in the meantime."))
    return redirect("consultations:suspensions")


def _judge_page(request: HttpRequest, found: Suspension, form: JudgementForm, *, status: int) -> HttpResponse:
    context = {
        "suspension": found,
        "form": form,
        "own": found.imposed_by_id == request.user.pk,
        "in_force": found.is_in_force_at(timezone.now()),
    }
    return render(request, "consultations/order/suspension_judge.html", context, status=status)


def mine(request: HttpRequest) -> HttpResponse:
    """What a suspended person reads, and where they object."""
    now = timezone.now()
    found = Suspension.objects.in_force_at(now).filter(person=request.user.pk).first()
    form = AppealForm(request.POST or None)
    if request.method != "POST" or found is None or not form.is_valid():
        return _my_page(request, found, form, status=422 if request.method == "POST" and found else 200)
    try:
        spend(request, rate_limits.REPORTS)
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _my_page(request, found, form, status=refusals.TOO_MANY)
    words = form.cleaned_data["words"]
    if suspensions.object_to(suspension=found, person=person(request), words=words, now=now):
        messages.success(request, _("Your objection is on its way to another moderator."))
    return redirect("consultations:my_suspension")


def _my_page(
    request: HttpRequest, found: Suspension | None, form: AppealForm, *, status: int
) -> HttpResponse:
    newest = found or Suspension.objects.filter(person=request.user.pk).first()
    context = {"suspension": newest, "in_force": found is not None, "form": form}
    return render(request, "consultations/order/suspension_mine.html", context, status=status)


def _impose(request: HttpRequest, found: Opinion, author: User, form: SuspensionForm) -> None:
    now = timezone.now()
    suspensions.impose(
        person=author,
        moderator=person(request),
        reason=ModerationDecision.Reason(form.cleaned_data["reason"]),
        note=form.cleaned_data["note"],
        until=form.until(now=now),
        opinion=found,
        now=now,
    )
    messages.success(request, _("The person is suspended and told why, and how to object."))
