"""Which run an address means: the one it names, else the newest."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from consultations.models import AnalysisRun, Consultation


def chosen(runs: Iterable[AnalysisRun], request: HttpRequest) -> AnalysisRun | None:
    """Out of all runs, newest first; None when there is none yet."""
    wanted = request.GET.get("run", "")
    for run in runs:
        if wanted in ("", str(run.number)):
            return run
    if wanted:
        raise Http404
    return None


def asked_for(request: HttpRequest, slug: str) -> AnalysisRun:
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    run = chosen(consultation.runs.select_related("consultation"), request)
    if run is None:
        raise Http404
    return run
