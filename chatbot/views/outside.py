"""Questions that editors marked as not the city's business: a release learns from them where to decline."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.policy import Action
from chatbot.models import OutsideQuestion
from chatbot.services.queue import triage
from chatbot.views.desk import desk_page

PER_PAGE = 50


@require_GET
@desk_page(Action.EDIT_FAQ)
def outside_list(request: HttpRequest, actor: User) -> HttpResponse:
    held = OutsideQuestion.objects.select_related("marked_by")
    page = Paginator(held, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "chatbot/queue/outside.html", {"page": page})


@require_POST
@desk_page(Action.EDIT_FAQ)
def outside_remove(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    found = get_object_or_404(OutsideQuestion, pk=pk)
    triage.remove_outside(actor=actor, question=found, now=timezone.now())
    messages.success(request, _("Removed. The next publication no longer learns from it."))
    return redirect("chatbot:outside_list")
