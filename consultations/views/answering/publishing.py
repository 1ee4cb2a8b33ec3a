"""Look at everything once more, then publish."""

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
from consultations.exporting.results import readiness
from consultations.models import Consultation, Job
from consultations.services.answering import publishing
from consultations.services.answering.publishing import NotReadyError, UnderWayError
from consultations.views import refusals
from consultations.views.answering.board import in_words
from consultations.views.planning import jobs
from consultations.views.staff_writes import person, staff_write


@require_GET
def check(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, _consultation(request, slug))


@staff_write
def start(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = _consultation(request, slug)
    key = request.POST.get("form_key", "")[:40] or secrets.token_urlsafe(16)
    try:
        made = publishing.start(
            consultation=consultation, by=person(request), form_key=key, now=timezone.now()
        )
    except NotReadyError:
        messages.error(request, _("Not everything is approved yet. What is missing stands below."))
        return _page(request, consultation, status=refusals.CONFLICT)
    except UnderWayError:
        messages.info(request, _("A publication is being made already."))
        return redirect("consultations:publishing", slug)
    return redirect("consultations:job", made.job_id)


def _page(request: HttpRequest, consultation: Consultation, status: int = 200) -> HttpResponse:
    found = readiness.of(consultation, now=timezone.now())
    job = consultation.jobs.filter(kind=Job.Kind.PUBLICATION).defer("checkpoint").first()
    shown = job if job and job.state not in (Job.State.DONE, Job.State.CANCELLED) else None
    context: dict[str, Any] = {
        "consultation": consultation,
        "ready": found,
        "lines": [in_words(group) for group in found.groups],
        "missing": [
            {"lack": one.lack, "count": one.count, **(in_words(one.group) if one.group else {})}
            for one in found.missing
        ],
        "opinions": sum(group.opinions for group in found.groups),
        "form_key": secrets.token_urlsafe(16),
        "may_publish": policy.may(request.user, Action.PUBLISH_RESULT),
        "before": publishing.public_one(consultation),
        "may_steer": policy.may(request.user, Action.PUBLISH_RESULT),
        **jobs.described(shown),
    }
    return render(request, "consultations/answering/publishing.html", context, status=status)


def _consultation(request: HttpRequest, slug: str) -> Consultation:
    visible = Consultation.objects.visible_to(request.user).prefetch_related("phases")
    return get_object_or_404(visible, slug=slug)
