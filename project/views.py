from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils import timezone

from consultations.models import Consultation, Job
from project import gallery, health, navigation

HOME_CONSULTATIONS = 6


def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    visible = Consultation.objects.visible_to(request.user).prefetch_related("phases")
    return render(
        request,
        "project/home.html",
        {
            "now": now,
            "open": visible.open_at(now).order_by("-published_at")[:HOME_CONSULTATIONS],
            "forthcoming": visible.forthcoming_at(now).order_by("-published_at")[:HOME_CONSULTATIONS],
        },
    )


def components(request: HttpRequest) -> HttpResponse:
    return render(request, "project/components.html", gallery.everything(now=timezone.now()))


def staff_home(request: HttpRequest) -> HttpResponse:
    context = {"jobs": Job.objects.waited_for_by(request.user), "work": navigation.staff_work(request)}
    return render(request, "project/staff_home.html", context)


def healthz(request: HttpRequest) -> HttpResponse:
    report = health.report(now=timezone.now())
    return JsonResponse(report, status=200 if report["database"] == "up" else 503)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    # Without the request no context processor runs: the page must come up when the database does not.
    return HttpResponse(get_template("500.html").render({}), status=500)
