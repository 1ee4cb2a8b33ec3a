"""Runs of the analysis: their history, what changed, the seal, and how many themes there should be."""

import secrets
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import policy
from accounts.policy import Action
from consultations.forms.runs import CutForm
from consultations.models import AnalysisRun, Cluster, Consultation, Job
from consultations.services.jobs import AnotherIsRunningError
from consultations.services.planning import analysis, runs
from consultations.views.planning import jobs
from consultations.views.staff_writes import person, staff_write
from consultations.views.themes.reading import totals_of

PAGE_SIZE = 20
MOVES_SHOWN = 50


@require_GET
def history(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    found = AnalysisRun.objects.for_history(consultation)
    context = {
        "consultation": consultation,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "consultations/planning/runs.html", context)


@require_GET
def run(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = _run(request, slug, number)
    changed = runs.changes(found)
    last_check = found.consultation.jobs.filter(kind=Job.Kind.RECHECK, parameters__run=found.pk)
    check = last_check.defer("checkpoint").first()
    context = {
        "consultation": found.consultation,
        "run": found,
        "totals": totals_of(found),
        "themes": found.clusters.filter(level=Cluster.Level.THEME).count(),
        "changes": changed,
        "moves": changed.moves[:MOVES_SHOWN] if changed else [],
        "check": check,
        "may_analyse": policy.may(request.user, Action.ANALYSE),
        "form_key": secrets.token_urlsafe(16),
        **(jobs.described(check) if check and check.is_active else {}),
    }
    return render(request, "consultations/planning/run.html", context)


@require_GET
def seal(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return _sealed(_run(request, slug, number))


@require_GET
def published_seal(request: HttpRequest, slug: str) -> HttpResponse:
    """Anyone may check which wordings were read, and that the result is the one that was found."""
    found = get_object_or_404(
        AnalysisRun.objects.select_related("consultation"),
        published_at__isnull=False,
        consultation__in=Consultation.objects.visible_to(request.user).filter(slug=slug),
    )
    return _sealed(found)


@staff_write
def recheck(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    runs.recheck(
        run=_run(request, slug, number),
        requested_by=person(request),
        idempotency_key=request.POST.get("form_key", "")[:40] or secrets.token_urlsafe(16),
        now=timezone.now(),
    )
    return redirect("consultations:run", slug, number)


@require_GET
def number_of_themes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What fewer or more themes would look like; with scripts only the part that changes is fetched."""
    found = _run(request, slug, number)
    if not found.cuts:
        raise Http404
    themes = found.clusters.filter(level=Cluster.Level.THEME).count()
    context = {"consultation": found.consultation, "run": found, "themes": themes, **_offered(request, found)}
    part = "consultations/planning/cut.html" if request.htmx else "consultations/planning/cuts.html"  # type: ignore[attr-defined]
    return render(request, part, context)


@staff_write
def choose_number(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = _run(request, slug, number)
    if not found.cuts:
        raise Http404
    cut = found.cuts[CutForm(request.POST).chosen(len(found.cuts), otherwise=0)]
    try:
        analysis.start(
            consultation=found.consultation,
            requested_by=person(request),
            idempotency_key=request.POST.get("form_key", "")[:40] or secrets.token_urlsafe(16),
            now=timezone.now(),
            groups=cut["cut"],
        )
    except AnotherIsRunningError:
        messages.info(request, _("The analysis is running already."))
    return redirect("consultations:analysis", slug)


def _offered(request: HttpRequest, found: AnalysisRun) -> dict[str, Any]:
    best = next(step for step, cut in enumerate(found.cuts) if cut["is_best"])
    step = CutForm(request.GET).chosen(len(found.cuts), otherwise=best)
    cut = found.cuts[step]
    largest = max(cut["sizes"], default=0)
    return {
        "step": step,
        "last_step": len(found.cuts) - 1,
        "best": best,
        "cut": cut,
        "shown": list(zip(cut["labels"], cut["sizes"], strict=True)),
        "largest": largest,
        "further": cut["themes"] - len(cut["sizes"]),
        "form_key": secrets.token_urlsafe(16),
        "may_analyse": policy.may(request.user, Action.ANALYSE),
    }


def _sealed(found: AnalysisRun) -> HttpResponse:
    name = f"{found.consultation.slug}-{found.number}-seal.json"
    answer = JsonResponse(runs.seal(found), json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _run(request: HttpRequest, slug: str, number: int) -> AnalysisRun:
    return get_object_or_404(
        AnalysisRun.objects.select_related("consultation", "job__requested_by").defer("job__checkpoint"),
        consultation__in=Consultation.objects.visible_to(request.user).filter(slug=slug),
        number=number,
    )
