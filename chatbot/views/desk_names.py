"""Names that stand in many places, changed in one: the fields and the departments."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.policy import Action
from chatbot.forms import NameForm
from chatbot.services.desk import departments, fields
from chatbot.views.desk import desk_page

LONGEST_FIELD, LONGEST_DEPARTMENT = 60, 80
Rename = Callable[[str, str], int]


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def faq_fields(request: HttpRequest, actor: User) -> HttpResponse:
    """Every field with a form for its name."""

    def rename(before: str, name: str) -> int:
        return fields.rename(actor=actor, field=before, name=name, now=timezone.now())

    def rows() -> Iterable[tuple[str, Any]]:
        return fields.counted()

    return _names(request, "chatbot/staff/fields.html", rename, rows, LONGEST_FIELD)


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def faq_departments(request: HttpRequest, actor: User) -> HttpResponse:
    """Every department with a form for its name."""

    def rename(before: str, name: str) -> int:
        return departments.rename(actor=actor, name=before, to=name, now=timezone.now())

    def rows() -> Iterable[tuple[str, Any]]:
        return ((use.name, use) for use in departments.used())

    return _names(request, "chatbot/staff/departments.html", rename, rows, LONGEST_DEPARTMENT)


def _names(
    request: HttpRequest,
    template: str,
    rename: Rename,
    rows: Callable[[], Iterable[tuple[str, Any]]],
    longest: int,
) -> HttpResponse:
    sent = NameForm(request.POST, longest=longest) if request.method == "POST" else None
    if sent is not None and sent.is_valid():
        moved = rename(sent.cleaned_data["before"], sent.cleaned_data["name"])
        text = ngettext("The name is changed in %(n)s place.", "The name is changed in %(n)s places.", moved)
        messages.success(request, text % {"n": moved} if moved else _("Nothing was changed."))
        return redirect(request.path)
    shown = [
        (name, use, sent if sent and sent.data.get("before") == name else _form(name, number, longest))
        for number, (name, use) in enumerate(rows(), start=1)
    ]
    return render(request, template, {"rows": shown, "sent": sent}, status=422 if sent else 200)


def _form(name: str, number: int, longest: int) -> NameForm:
    return NameForm(initial={"before": name, "name": name}, auto_id=f"name-{number}-%s", longest=longest)
