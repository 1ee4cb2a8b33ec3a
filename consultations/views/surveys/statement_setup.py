"""Planners put statements in, take them back, and have the opinion groups found."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import policy, rate_limits
from accounts.policy import Action
from accounts.rate_limits import TooManyRequests
from consultations.forms.opinions import form_key
from consultations.forms.survey_setup import SeedsForm
from consultations.models import Consultation, Statement
from consultations.models.consultation import Stage
from consultations.services.surveys import opinion_groups, statements
from consultations.views import refusals
from consultations.views.staff_writes import person, spend, staff_write
from consultations.views.surveys import shown

ONE_BY_ONE = Consultation.Kind.ONE_BY_ONE
PAGE_SIZE = 50


def seeds(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = shown.find(request, slug, ONE_BY_ONE)
    form = SeedsForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _added(request, consultation, form):
        return redirect("consultations:seeds", slug)
    listed = Statement.objects.filter(consultation=consultation).with_words().with_counts()
    page = Paginator(listed.order_by("number"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "consultation": consultation,
        "form": form,
        "page": page,
        "search": opinion_groups.latest(consultation=consultation),
        "form_key": form_key(),
        "may_moderate": policy.may(request.user, Action.MODERATE),
        "is_over": consultation.stage_at(timezone.now()) == Stage.CLOSED,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "consultations/surveys/seeds.html", context, status=status)


@staff_write
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    consultation = shown.find(request, slug, ONE_BY_ONE)
    seed = get_object_or_404(
        Statement.objects.with_words(), pk=pk, consultation=consultation, opinion__isnull=True
    )
    if request.POST.get("wish") == "restore":
        statements.restore_seed(statement=seed, planner=person(request), now=timezone.now())
        messages.success(request, _("The statement is put to the vote again."))
    else:
        statements.remove_seed(statement=seed, planner=person(request), now=timezone.now())
        messages.success(request, _("The statement is taken back. Votes on it count no more."))
    return redirect("consultations:seeds", slug)


@staff_write
def find_groups(request: HttpRequest, slug: str) -> HttpResponse:
    job = opinion_groups.start(
        consultation=shown.find(request, slug, ONE_BY_ONE),
        requested_by=person(request),
        idempotency_key=request.POST.get("form_key", "")[:64] or form_key(),
        now=timezone.now(),
    )
    return redirect(job)


def _added(request: HttpRequest, consultation: Consultation, form: SeedsForm) -> bool:
    try:
        spend(request, rate_limits.STAFF_WRITES)
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return False
    lines = form.cleaned_data["text"]
    made = statements.add_seeds(
        consultation=consultation, lines=lines, planner=person(request), now=timezone.now()
    )
    said = ngettext("%(n)s statement is added.", "%(n)s statements are added.", len(made)) % {"n": len(made)}
    messages.success(request, said)
    return True
