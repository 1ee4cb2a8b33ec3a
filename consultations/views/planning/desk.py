"""The planner's desk: all consultations, and what can be done with one."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts import policy
from accounts.policy import Action
from consultations.models import Consultation, Opinion

PAGE_SIZE = 20
_SUBMITTED = Count("opinions", filter=Q(opinions__published_at__isnull=False))


@require_GET
def staff_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    found = (
        Consultation.objects.visible_to(request.user)
        .annotate(opinions_count=_SUBMITTED)
        .prefetch_related("phases", "runs")
        .order_by("-created_at", "-pk")
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(consultation, consultation.stage_at(now)) for consultation in page]
    context = {"page": page, "rows": rows, "now": now, "may_set_up": _may_set_up(request)}
    return render(request, "consultations/planning/list.html", context)


@require_GET
def staff_detail(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = get_object_or_404(
        Consultation.objects.visible_to(request.user).prefetch_related("phases"), slug=slug
    )
    now = timezone.now()
    submitted = Opinion.objects.submitted().filter(consultation=consultation)
    channels = dict(submitted.values_list("channel").annotate(Count("pk")).order_by())
    return render(
        request,
        "consultations/planning/detail.html",
        {
            "consultation": consultation,
            "now": now,
            "stage": consultation.stage_at(now),
            "channels": [(label, channels.get(value, 0)) for value, label in Opinion.Channel.choices],
            "total": sum(channels.values()),
            "batches": consultation.import_batches.filter(imported_at__isnull=False)[:5],
            "run": consultation.runs.first(),
            "jobs": consultation.jobs.active(),
            "may_set_up": _may_set_up(request),
        },
    )


def _may_set_up(request: HttpRequest) -> bool:
    """Moderators read these pages too, and are not led to what they may not do."""
    return policy.may(request.user, Action.SET_UP)
