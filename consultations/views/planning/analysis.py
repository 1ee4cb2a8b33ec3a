"""The analysis as a planner reads it, and what she starts and publishes."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import policy
from accounts.policy import Action
from consultations.models import AnalysisRun, Consultation, Job
from consultations.services.jobs import AnotherIsRunningError
from consultations.services.planning import analysis
from consultations.views.planning import acts, jobs
from consultations.views.planning.reading import context_of, read
from consultations.views.planning.runs import chosen
from consultations.views.staff_writes import person, staff_write


@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    runs = list(consultation.runs.select_related("job", "consultation").defer("job__checkpoint"))
    run = chosen(runs, request)
    context = {
        "consultation": consultation,
        "runs": runs,
        "run": run,
        "form_key": secrets.token_urlsafe(16),
        "may_analyse": policy.may(request.user, Action.ANALYSE),
        "may_edit": policy.may(request.user, Action.EDIT_THEME),
        **jobs.described(_latest_job(consultation)),
    }
    if run is None:
        return render(request, "consultations/planning/analysis_empty.html", context)
    return render(request, "consultations/planning/analysis.html", context | _read(request, run))


def _latest_job(consultation: Consultation) -> Job | None:
    """Shown while it runs, and when it failed or was stopped without a later success."""
    job = consultation.jobs.filter(kind=Job.Kind.ANALYSIS).defer("checkpoint").first()
    return job if job and job.state != Job.State.DONE else None


def _read(request: HttpRequest, run: AnalysisRun) -> dict[str, Any]:
    reading = read(request, run)
    theme = reading.chosen
    theme_acts = acts.of_theme(theme, reading.rows) if theme else None
    return context_of(request, reading) | {"acts": theme_acts} | acts.of_desk(request, run.consultation)


@staff_write
def start(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    try:
        analysis.start(
            consultation=consultation,
            requested_by=person(request),
            idempotency_key=request.POST.get("form_key", "")[:40] or secrets.token_urlsafe(16),
            now=timezone.now(),
            afresh=request.POST.get("afresh") == "1",
        )
    except AnotherIsRunningError:
        messages.info(request, _("The analysis is running already."))
    return redirect("consultations:analysis", slug)


@staff_write
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    run = get_object_or_404(
        AnalysisRun.objects.select_related("consultation"),
        consultation__in=Consultation.objects.visible_to(request.user).filter(slug=slug),
        number=_number(request.POST.get("run", "")),
    )
    analysis.publish(run=run, published_by=person(request), now=timezone.now())
    messages.success(request, _("The themes are public now."))
    return redirect("consultations:analysis", slug)


@staff_write
def unpublish(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    analysis.unpublish(consultation=consultation, unpublished_by=person(request), now=timezone.now())
    messages.success(request, _("The themes are no longer public."))
    return redirect("consultations:analysis", slug)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
