"""The published themes as everybody reads them: totals, themes, map, and every opinion of a theme."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consultations.models import AnalysisRun, Consultation, Theme
from consultations.views.themes import coverage, covered, tree
from consultations.views.themes import map as themes_map
from consultations.views.themes.places import places_of, sizes
from consultations.views.themes.reading import arrived_since, counted_alone, theme_rows, totals_of

PAGE_SIZE = 50


@require_GET
def theme_list(request: HttpRequest, slug: str) -> HttpResponse:
    run = _published_run(request, slug)
    places = places_of(run)
    covers = covered.covers_in(run)
    rows = covered.rows(theme_rows(run, sizes(places)), covers)
    branches = [branch for branch in tree.branches(rows) if branch.number is not None]
    totals = totals_of(run)
    context = {
        "consultation": run.consultation,
        "run": run,
        "rows": rows,
        "branches": covered.branches(branches, covers),
        "totals": totals,
        "alone": counted_alone(totals, rows),
        "arrived": arrived_since(run, len(places)),
        "largest": max((row.size["opinions"] for row in rows), default=0),
        "layers": themes_map.layers(places, rows, lone_label=_("In no theme")),
    }
    return render(request, "consultations/planning/public_themes.html", context)


@require_GET
def theme(request: HttpRequest, slug: str, stable_id: UUID) -> HttpResponse:
    run = _published_run(request, slug)
    found = get_object_or_404(
        Theme.objects.select_related("merged_into"), stable_id=stable_id, consultation=run.consultation_id
    )
    if found.merged_into:
        return redirect("consultations:theme", slug, found.merged_into.stable_id)
    places = places_of(run)
    rows = [row for row in theme_rows(run, sizes(places)) if row.theme == found]
    if not rows:
        raise Http404
    covers = covered.covers_in(run)
    row = covered.rows(rows, covers)[0]
    members = run.memberships.all().listed().filter(standing_theme=found.pk)  # type: ignore[misc]
    page = Paginator(members, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "consultation": run.consultation,
        "run": run,
        "row": row,
        "coverage": coverage.of_theme(places, row),
        "totals": totals_of(run),
        "page": covered.beginnings(page, covers),
    }
    return render(request, "consultations/planning/public_theme.html", context)


def _published_run(request: HttpRequest, slug: str) -> AnalysisRun:
    return get_object_or_404(
        AnalysisRun.objects.select_related("consultation"),
        published_at__isnull=False,
        consultation__in=Consultation.objects.visible_to(request.user).filter(slug=slug),
    )
