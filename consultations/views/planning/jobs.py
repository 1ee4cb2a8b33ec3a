"""Long work as staff see it: how far it is, how to stop it, what went wrong."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRefresh

from accounts import audit, policy
from accounts.policy import Action
from consultations.analysis import material, opinion_groups, stages
from consultations.exporting import publication
from consultations.exporting import work as exporting
from consultations.importers import work
from consultations.importers.decidim import work as moving
from consultations.models import Job
from consultations.services import jobs
from consultations.services.planning.decisions import at_length
from consultations.views.staff_writes import person, staff_write

PAGE_SIZE = 20
_TELLING_PERCENT = 10
STAGES: dict[str, str | Promise] = {
    "": _("Waiting for a worker"),
    work.READING: _("Reading the file"),
    work.WRITING: _("Adding the opinions"),
    moving.READING: _("Reading the file"),
    moving.PROPOSALS: _("Adding the proposals"),
    moving.COMMENTS: _("Adding the comments"),
    moving.COUNTING: _("Counting"),
    exporting.WRITING: _("Writing the file"),
    publication.COUNTING: _("Counting every opinion"),
    publication.WRITING: _("Writing the documents"),
    publication.SHOWING: _("Making it public"),
    at_length.READING: _("Collecting the opinions"),
    at_length.WRITING: _("Writing down the decision"),
    opinion_groups.READING: _("Collecting the votes"),
    opinion_groups.GROUPING: _("Grouping"),
    opinion_groups.SAVING: _("Saving"),
    stages.INPUT: _("Collecting the opinions"),
    stages.COPIES: _("Looking for copies"),
    stages.TOKENS: _("Splitting into words"),
    stages.STANCES: _("Reading who is for and who against"),
    stages.VECTORS: _("Turning words into figures"),
    stages.GROUPS: _("Grouping"),
    stages.MAP: _("Drawing the map"),
    stages.EVIDENCE: _("Choosing names and quotations"),
    stages.CUTS: _("Trying fewer and more themes"),
    stages.SAVING: _("Saving"),
}
_STEERED_BY = {
    Job.Kind.IMPORT: Action.IMPORT,
    Job.Kind.ANALYSIS: Action.ANALYSE,
    Job.Kind.ARCHIVE: Action.MOVE_IN,
    Job.Kind.EXPORT: Action.EXPORT_PUBLIC,
    Job.Kind.PUBLICATION: Action.PUBLISH_RESULT,
    Job.Kind.RECHECK: Action.ANALYSE,
    Job.Kind.GROUPS: Action.ANALYSE,
    Job.Kind.DECISION: Action.EDIT_THEME,
    Job.Kind.FAQ_IMPORT: Action.EDIT_FAQ,
    Job.Kind.FAQ_PUBLICATION: Action.PUBLISH_FAQ,
    Job.Kind.FAQ_PAIRS: Action.EDIT_FAQ,
}


def described(job: Job | None) -> dict[str, Any]:
    """A job in words, for `planning/job_progress.html`."""
    if job is None:
        return {}
    return {
        "job": job,
        "stage": STAGES.get(job.stage) or gettext(job.stage),
        "error": gettext(job.error) if job.error else "",
        "has_no_opinions": job.error == material.NOTHING,
        "is_refused": job.error in at_length.REFUSALS,
        "remark": _remark(job),
        "stopping": job.is_active and job.cancel_requested_at is not None,
    }


def _remark(job: Job) -> str:
    """What there is to say about a job that does not simply go on."""
    if not job.is_active:
        return ""
    if job.cancel_requested_at:
        return gettext("It will stop at the next step.")
    if job.lease_until and job.lease_until < timezone.now():
        return gettext("The worker does not answer. Another one takes over within a minute.")
    if job.attempts > 1:
        return gettext("A worker stopped on the way. The work went on from its last checkpoint.")
    return _time_left(job)


def _time_left(job: Job) -> str:
    """As the work went so far; at its beginning nobody knows."""
    if not job.started_at or job.percent < _TELLING_PERCENT:
        return ""
    gone = (timezone.now() - job.started_at).total_seconds()
    minutes = round(gone * (100 - job.percent) / job.percent / 60)
    if minutes < 1:
        return gettext("less than a minute left")
    return ngettext("about %(minutes)s minute left", "about %(minutes)s minutes left", minutes) % {
        "minutes": minutes
    }


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    found = Job.objects.select_related("consultation", "requested_by").defer("checkpoint", "parameters")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "consultations/planning/jobs.html", {"page": page})


@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    found = _job(pk)
    context = {
        **described(found),
        "may_steer": policy.may(request.user, _STEERED_BY[Job.Kind(found.kind)]),
        "batch": found.import_batches.first(),
    }
    return render(request, "consultations/planning/job.html", context)


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The moving part of a page; a browser without scripts is led to the job's own page.

    When the work has ended the whole page is fetched again.
    """
    found = _job(pk)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(found)
    if not found.is_active:
        return HttpResponseClientRefresh()
    return render(request, "consultations/planning/job_progress.html", described(found))


@staff_write
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = _steered(request, pk)
    now = timezone.now()
    jobs.cancel(job=found, now=now)
    audit.record(actor=person(request), action="job.cancel", subject=f"job:{pk}", now=now)
    messages.success(request, gettext("The work stops at its next step. What is done so far stays."))
    return redirect(found)


@staff_write
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    found = _steered(request, pk)
    now = timezone.now()
    try:
        jobs.retry(job=found, now=now)
    except jobs.AnotherIsRunningError:
        messages.warning(request, gettext("Another analysis of this consultation is running already."))
    else:
        audit.record(actor=person(request), action="job.retry", subject=f"job:{pk}", now=now)
    return redirect(found)


def _job(pk: int) -> Job:
    return get_object_or_404(
        Job.objects.select_related("consultation", "requested_by").defer("checkpoint"), pk=pk
    )


def _steered(request: HttpRequest, pk: int) -> Job:
    found = _job(pk)
    policy.require(request.user, _STEERED_BY[Job.Kind(found.kind)])
    return found
