"""What every change of a guide's draft has in common."""

import hashlib
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from chatbot.models import Guide, GuideChoice, GuideItem, GuideStep
from chatbot.services.guides import drafting
from chatbot.services.guides.drafting import MOST_CHOICES, MOST_ITEMS, MOST_STEPS, Change

NOT_WORDS = {"csrfmiddlewaretoken"}


def change_of(request: HttpRequest, actor: User) -> Change:
    """The same form sent twice has the same fingerprint."""
    sent = sorted((name, values) for name, values in request.POST.lists() if name not in NOT_WORDS)
    fingerprint = hashlib.sha256(repr((request.get_full_path(), sent)).encode()).hexdigest()
    read = request.POST.get("read_version", "")
    return Change(actor, int(read) if read.isdecimal() else 0, timezone.now(), fingerprint)


def part_named(key: str, name: str) -> drafting.Part | None:
    """A part of this guide by its name on the page, such as step-12; None where it is gone."""
    kind, _sign, pk = name.partition("-")
    if not pk.isdecimal():
        return None
    if kind == "step":
        return GuideStep.objects.select_related("guide").filter(pk=pk, guide__key=key).first()
    if kind == "choice":
        return GuideChoice.objects.select_related("step__guide").filter(pk=pk, step__guide__key=key).first()
    if kind == "item":
        return GuideItem.objects.select_related("guide").filter(pk=pk, guide__key=key).first()
    return None


def stale(form: forms.Form) -> None:
    form.add_error(
        None,
        _(
            "The guide was changed since you opened this page. What you wrote is still in the form: copy it,"
            " load the page again and write it on what stands there now."
        ),
    )


def too_many(form: forms.Form) -> None:
    words = _(
        "A guide has at most %(steps)s questions, %(choices)s answers to each and %(items)s things to do."
    )
    form.add_error(None, words % {"steps": MOST_STEPS, "choices": MOST_CHOICES, "items": MOST_ITEMS})


def stale_press(request: HttpRequest) -> None:
    messages.error(request, _("Somebody changed the guide just now. Please look at it again."))


def form_page(
    request: HttpRequest, form: forms.Form, *, heading: str, guide: Guide | None = None, **context: Any
) -> HttpResponse:
    page = {"form": form, "heading": heading, "guide": guide, **context}
    status = 422 if form.errors else 200
    return render(request, "chatbot/guides/staff/form.html", page, status=status)
