"""A planner settles the rules of a consultation, and gives it more time."""

from dataclasses import asdict
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.forms.setup import ExtensionForm, RulesForm
from consultations.models import Consultation, Phase
from consultations.services.setup import rules as services
from consultations.services.setup.rules import NotLater, OverAlready, Rules, RunsIntoNextPhase
from consultations.views import refusals
from consultations.views.staff_writes import person, spend


def rules(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = _consultation(request, slug)
    form = RulesForm(request.POST or None, initial=_rules(consultation))
    context = {"consultation": consultation, "form": form}
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "consultations/setup/rules.html", context, status=status)
    try:
        spend(request, rate_limits.STAFF_WRITES)
    except TooManyRequests as refusal:
        return refusals.too_many_page(request, refusal.limit, back=request.path)
    services.set_rules(
        consultation=consultation,
        rules=Rules(**form.cleaned_data),
        planner=person(request),
        now=timezone.now(),
    )
    messages.success(request, _("The rules are saved."))
    return redirect("consultations:staff_detail", slug)


def _rules(consultation: Consultation) -> dict[str, int | None]:
    return asdict(Rules(consultation.supports_limit, consultation.edit_minutes))


def extend(request: HttpRequest, slug: str) -> HttpResponse:
    """The phase that runs now or comes next."""
    consultation = _consultation(request, slug)
    now = timezone.now()
    phase = next((one for one in consultation.phases.all() if one.ends_at > now), None)
    form = ExtensionForm(request.POST or None)
    if request.method == "POST" and phase and form.is_valid() and _extended(request, phase, form):
        messages.success(request, _("The new deadline is in force, with its reason on the public page."))
        _warn_of_early_answers(request, consultation)
        return redirect("consultations:staff_detail", slug)
    context = {"consultation": consultation, "phase": phase, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "consultations/setup/extend.html", context, status=status)


def _warn_of_early_answers(request: HttpRequest, consultation: Consultation) -> None:
    """The day of the answers is the city's word; only people can move it, with a note."""
    closes_at = Consultation.objects.get(pk=consultation.pk).closes_at()
    answers_by = consultation.answers_by
    if closes_at and answers_by and answers_by < timezone.localtime(closes_at).date():
        words = _("The day by which the city answers lies before the new deadline. Please change the page.")
        messages.warning(request, words)


def _extended(request: HttpRequest, phase: Phase, form: ExtensionForm) -> bool:
    """False with the reason in the form."""
    said = form.cleaned_data
    local = datetime.combine(said["day"], said["hour"], tzinfo=timezone.get_default_timezone())
    try:
        spend(request, rate_limits.STAFF_WRITES)
        services.extend(
            phase=phase, ends_at=local, reason=said["reason"], planner=person(request), now=timezone.now()
        )
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
    except NotLater:
        form.add_error("day", _("The new end must lie after the present one."))
    except RunsIntoNextPhase as clash:
        form.add_error(
            "day", _('The new end must lie before the end of the next phase, "%s".') % clash.following.name
        )
    except OverAlready:
        form.add_error(None, _("The phase ended in the meantime; it cannot be extended any more."))
    return form.is_valid()


def _consultation(request: HttpRequest, slug: str) -> Consultation:
    visible = Consultation.objects.visible_to(request.user).prefetch_related("phases")
    return get_object_or_404(visible, slug=slug)
