"""Office hours, days of closure, departments and ready-made words, on one page."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from chatbot.forms.people import WEEKDAYS, CannedForm, ClosureForm, DeskForm, OpeningForm, WaitForm
from chatbot.models import CannedAnswer, ChatSettings, Closure, Desk, Opening
from chatbot.services.people import hours, office
from chatbot.views.people_desk import console_page

FORMS: dict[str, type[forms.Form]] = {
    "opening": OpeningForm,
    "closure": ClosureForm,
    "desk": DeskForm,
    "canned": CannedForm,
    "wait": WaitForm,
}
SAVE: dict[str, Callable[..., None]] = {
    "opening": office.add_opening,
    "closure": office.add_closure,
    "desk": office.add_desk,
    "canned": office.add_canned,
    "wait": office.set_patience,
}


@require_GET
@console_page
def people_office(request: HttpRequest, actor: User) -> HttpResponse:
    return _page(request)


@require_POST
@console_page
def people_office_add(request: HttpRequest, actor: User, kind: str) -> HttpResponse:
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST, auto_id=f"{kind}_%s")
    if form.is_valid():
        try:
            SAVE[kind](actor=actor, now=timezone.now(), **form.cleaned_data)
        except office.StandsAlready:
            form.add_error(None, _("There is one like this already."))
        else:
            notices.success(request, _("Saved. It holds from now on."))
            return redirect("chatbot:people_office")
    return _page(request, kind, form)


@require_POST
@console_page
def people_office_remove(request: HttpRequest, actor: User, kind: str) -> HttpResponse:
    pk = request.POST.get("pk", "")
    if kind not in office.KINDS or not pk.isdecimal():
        raise Http404
    office.remove(actor=actor, kind=kind, pk=int(pk), now=timezone.now())
    notices.success(request, _("Removed."))
    return redirect("chatbot:people_office")


def _page(request: HttpRequest, kind: str = "", sent: forms.Form | None = None) -> HttpResponse:
    now = timezone.now()
    settings, standing = ChatSettings.now(), hours.read(now)
    initial = {"wait": {"wait_minutes": settings.wait_minutes, "address_days": settings.address_days}}
    made = {name: form(auto_id=f"{name}_%s", initial=initial.get(name)) for name, form in FORMS.items()}
    if sent is not None:
        made[kind] = sent
    context: dict[str, Any] = {
        "forms": made,
        "form": sent,
        "openings": [(opening, WEEKDAYS[opening.weekday]) for opening in Opening.objects.all()],
        "closures": Closure.objects.filter(day__gte=timezone.localdate(now)),
        "desks": Desk.objects.all(),
        "canned": CannedAnswer.objects.all(),
        "hands_over": settings.hands_over,
        "is_open": standing.is_open(now),
        "opens_at": standing.next_opening(now),
    }
    return render(request, "chatbot/people/staff/office.html", context, status=422 if sent else 200)
