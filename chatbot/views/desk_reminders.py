"""Answers that somebody should look at again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.policy import Action
from chatbot.models import FaqEntry
from chatbot.services import faq
from chatbot.services.desk import reminders
from chatbot.services.desk.reminders import Reason
from chatbot.views.desk import desk_page

PER_PAGE = 50


@require_GET
@desk_page(Action.EDIT_FAQ)
def faq_reminders(request: HttpRequest, actor: User) -> HttpResponse:
    today = timezone.localdate()
    wanted = request.GET.get("reason", "")
    page = Paginator(reminders.due(on=today, reason=wanted), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(entry, reminders.of(entry, on=today)) for entry in page],
        "reasons": [*Reason],
        "wanted": wanted if wanted in [*Reason] else "",
        "wants_mail": reminders.wants_mail(user=actor),
    }
    return render(request, "chatbot/staff/reminders.html", context)


@require_POST
@desk_page(Action.EDIT_FAQ)
def faq_reminder_mail(request: HttpRequest, actor: User) -> HttpResponse:
    wanted = request.POST.get("mail") == "yes"
    reminders.choose_mail(user=actor, wanted=wanted, now=timezone.now())
    told = _("You get a mail each week while something waits.") if wanted else _("You get no more mails.")
    messages.success(request, told)
    return redirect("chatbot:faq_reminders")


@require_POST
@desk_page(Action.EDIT_FAQ)
def faq_confirm(request: HttpRequest, actor: User, key: str) -> HttpResponse:
    """Still right: one click on the list or on the page of the entry."""
    entry = get_object_or_404(FaqEntry, key=key)
    number = request.POST.get("read_number", "")
    read_number = int(number) if number.isdecimal() else 0
    try:
        faq.confirm(
            actor=actor, entry=entry, read_number=read_number, on=timezone.localdate(), now=timezone.now()
        )
    except faq.RevisedMeanwhile:
        messages.error(request, _("Somebody has changed this entry since. Please read it again."))
        return redirect("chatbot:faq_edit", key)
    messages.success(request, _("Noted as checked today. The date shows after the next publication."))
    if request.POST.get("back") == "list":
        return redirect("chatbot:faq_reminders")
    return redirect("chatbot:faq_edit", key)
