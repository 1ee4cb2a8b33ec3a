"""The analysis as a planner reads it: one run, its totals, themes, map and opinions over the same filter."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import policy
from accounts.policy import Action
from consultations.forms.planning import MergeForm, RenameForm
from consultations.models import AnalysisRun, Consultation, Job, Membership
from consultations.services import analysis
from consultations.services.jobs import AnotherIsRunningError
from consultations.views import jobs, themes_map
from consultations.views.staff_writes import person, staff_write
from consultations.views.themes_reading import ThemeRow, arrived_since, counted_alone, theme_rows, totals_of

PAGE_SIZE = 50
THEMES, MAP, OPINIONS = "themes", "map", "opinions"


@dataclass(frozen=True)
class OpinionRow:
    """Where one opinion stands, in words."""

    place: Membership
    state: str | Promise
    theme: str


@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    runs = list(consultation.runs.select_related("job", "consultation").defer("job__checkpoint"))
    run = _chosen_run(request, runs)
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
    return render(request, "consultations/planning/analysis.html", context | _reading(request, run))


def _chosen_run(request: HttpRequest, runs: list[AnalysisRun]) -> AnalysisRun | None:
    wanted = request.GET.get("run", "")
    if not wanted:
        return runs[0] if runs else None
    for run in runs:
        if str(run.number) == wanted:
            return run
    raise Http404


def _latest_job(consultation: Consultation) -> Job | None:
    """Shown while it runs, and when it failed without a later success."""
    job = consultation.jobs.filter(kind=Job.Kind.ANALYSIS).defer("checkpoint").first()
    return job if job and job.state not in (Job.State.DONE, Job.State.CANCELLED) else None


def _reading(request: HttpRequest, run: AnalysisRun) -> dict[str, Any]:
    rows = theme_rows(run)
    chosen = _chosen_theme(request, rows)
    state = request.GET.get("state", "")
    if state not in Membership.State.values:
        state = ""
    view = _view(request, filtered=bool(chosen or state))
    totals = totals_of(run)
    context: dict[str, Any] = {
        "rows": rows,
        "chosen": chosen,
        "state": state,
        "state_label": Membership.State(state).label if state else "",
        "view": view,
        "filter_base": _filter_base(request, run),
        "totals": totals,
        "alone": counted_alone(totals, rows),
        "arrived": arrived_since(run),
        "largest": rows[0].size["opinions"] if rows else 0,
    }
    if view == MAP:
        chosen_id = str(chosen.theme.stable_id) if chosen else ""
        context["layers"] = themes_map.layers(
            run, rows, lone_label=_("In no theme"), chosen=chosen_id, state=state
        )
    if view == OPINIONS:
        context["page"] = _opinions(request, run, rows, chosen=chosen, state=state)
    if chosen:
        context |= _theme_forms(chosen, rows)
    return context


def _view(request: HttpRequest, *, filtered: bool) -> str:
    wanted = request.GET.get("view", "")
    allowed = (OPINIONS, MAP) if filtered else (THEMES, OPINIONS, MAP)
    return wanted if wanted in allowed else allowed[0]


def _filter_base(request: HttpRequest, run: AnalysisRun) -> str:
    """To which a filter is added: the same run, whichever is read now."""
    base = reverse("consultations:analysis", args=[run.consultation.slug])
    return f"{base}?run={run.number}&" if "run" in request.GET else f"{base}?"


def _chosen_theme(request: HttpRequest, rows: list[ThemeRow]) -> ThemeRow | None:
    wanted = request.GET.get("theme", "")
    return next((row for row in rows if str(row.theme.stable_id) == wanted), None)


def _opinions(
    request: HttpRequest, run: AnalysisRun, rows: list[ThemeRow], *, chosen: ThemeRow | None, state: str
) -> "Page[OpinionRow]":
    found = run.memberships.all().listed()
    if chosen:
        found = found.filter(standing_theme=chosen.theme.pk)  # type: ignore[misc]
    if state:
        found = found.filter(standing=state)  # type: ignore[misc]
    page: Page[Any] = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    labels = {row.theme.pk: row.label for row in rows}
    page.object_list = [_opinion_row(place, labels) for place in page.object_list]
    return page


def _opinion_row(place: Any, labels: dict[int, str]) -> OpinionRow:
    return OpinionRow(place, Membership.State(place.standing).label, labels.get(place.standing_theme, ""))


def _theme_forms(chosen: ThemeRow, rows: list[ThemeRow]) -> dict[str, Any]:
    others = [(str(row.theme.stable_id), row.label) for row in rows if row.rank != chosen.rank]
    return {
        "rename_form": RenameForm(initial={"label": chosen.label}),
        "merge_form": MergeForm(themes=others) if others else None,
        "merged": chosen.theme.merged.all(),
    }


@staff_write
def start(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    try:
        analysis.start(
            consultation=consultation,
            requested_by=person(request),
            idempotency_key=request.POST.get("form_key", "")[:40] or secrets.token_urlsafe(16),
            now=timezone.now(),
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
