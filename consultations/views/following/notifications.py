"""What a person was told, newest first."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import rate_limits
from consultations.models import Notification
from consultations.services.following import notifications as services
from consultations.services.following import tellings
from consultations.views.limits import limited
from consultations.views.staff_writes import person

PAGE_SIZE = 20


@require_GET
def notification_list(request: HttpRequest) -> HttpResponse:
    rows = Notification.objects.tellable().filter(user=person(request))
    page = Paginator(rows.with_news(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "tellings": tellings.of(page.object_list)}
    return render(request, "consultations/following/notifications.html", context)


@require_POST
@limited(rate_limits.NEWS_READ, back="consultations:notifications")
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks it as read and leads to the place. Following a link changes nothing, so this is a button."""
    member = person(request)
    mine = Notification.objects.tellable().filter(user=member).with_news()
    notification = get_object_or_404(mine, pk=pk)
    services.mark_read(person=member, notification=notification, now=timezone.now())
    (telling,) = tellings.of([notification])
    return redirect(telling.path)


@require_POST
@limited(rate_limits.NEWS_READ, back="consultations:notifications")
def read_all(request: HttpRequest) -> HttpResponse:
    services.mark_read(person=person(request), now=timezone.now())
    messages.success(request, _("All news are marked as read."))
    return redirect("consultations:notifications")
