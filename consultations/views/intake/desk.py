"""Paper is typed: the desk with its queues, the first typing, a meeting in one go, drafts."""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts import policy, rate_limits
from accounts.policy import Action
from accounts.rate_limits import TooManyRequests
from consultations.forms.intake import ArrivalForm, SheetForm
from consultations.forms.intake_steps import MeetingForm, SecondEntryForm
from consultations.forms.opinions import form_key
from consultations.models import Consultation, Sheet
from consultations.services.intake import desk as services
from consultations.services.intake import scans, submissions
from consultations.services.intake.submissions import NumberTaken, SavedBefore
from consultations.uploads import Refused
from consultations.views import refusals
from consultations.views.staff_writes import person, spend, staff_write

UNPROCESSABLE = 422
PAGE_SIZE = 50
State = Sheet.State
_KEPT = ("channel", "received_on", "number")


def consultation_of(request: HttpRequest, slug: str) -> Consultation:
    return get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)


@require_GET
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for whom, one tab for each state."""
    consultation = consultation_of(request, slug)
    desk = services.desk(consultation=consultation)
    wanted = request.GET.get("state")
    current = next((state for state in State if state.value == wanted), State.SECOND)
    rows = consultation.sheets.filter(state=current).prefetch_related("transcripts__typed_by")
    ordered = rows.order_by("-finished_at", "-pk") if current == State.DONE else rows.order_by("pk")
    tabs = [
        {
            "label": state.label,
            "url": f"?state={state.value}",
            "current": state == current,
            "count": desk.counts[state.value],
        }
        for state in State
    ]
    context = {
        "consultation": consultation,
        "desk": desk,
        "tabs": tabs,
        "state": current,
        "page": Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page")),
        "rule": SecondEntryForm(initial={"percent": consultation.second_entry_percent})
        if policy.may(request.user, Action.SET_UP)
        else None,
    }
    return render(request, "consultations/intake/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """The first typing. After saving, the next empty form with channel and day kept."""
    consultation = consultation_of(request, slug)
    fixed: dict[str, Any] = {"consultation": consultation, "today": timezone.localdate()}
    if request.method != "POST":
        kept = {name: request.GET[name] for name in _KEPT if name in request.GET}
        begun = services.draft_of(consultation=consultation, clerk=person(request), place="new")
        initial = begun.fields if begun else {"received_on": fixed["today"].isoformat()} | kept
        return _form_page(request, consultation, SheetForm(initial=initial, **fixed), begun=begun)
    form = SheetForm(request.POST, request.FILES, **fixed)
    if not form.is_valid():
        return _form_page(request, consultation, form, status=UNPROCESSABLE)
    return _save(request, consultation, form, lambda: _save_sheet(request, consultation, form))


def _save(
    request: HttpRequest, consultation: Consultation, form: ArrivalForm, save: Callable[[], HttpResponse]
) -> HttpResponse:
    """What `save` answers, or the form again with what keeps it from being saved."""
    status, taken = UNPROCESSABLE, None
    try:
        spend(request, rate_limits.STAFF_WRITES)
        return save()
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        status = refusals.TOO_MANY
    except NumberTaken as refusal:
        taken = refusal.sheet
        form.add_error("number", number_taken(refusal))
    except SavedBefore as refusal:
        taken = say_saved_before(form, refusal)
    except Refused as refusal:
        form.add_error("scan", str(refusal.reason))
    return _form_page(request, consultation, form, status=status, taken=taken)


def _save_sheet(request: HttpRequest, consultation: Consultation, form: SheetForm) -> HttpResponse:
    file, now = form.cleaned_data["scan"], timezone.now()
    scan = scans.made_anew(file.read()) if file else None
    sheet = submissions.enter(
        consultation=consultation,
        arrival=form.arrival(),
        words=form.words(),
        clerk=person(request),
        form_key=form.cleaned_data["form_key"],
        now=now,
    )
    if scan and not sheet.scan:
        scans.attach(sheet=sheet, scan=scan, clerk=person(request), now=now)
    return _after_saving(request, sheet, form)


def number_taken(refusal: NumberTaken) -> str:
    return _("The number %(number)s has been entered already.") % {"number": refusal.sheet.number}


def say_saved_before(form: forms.Form, refusal: SavedBefore) -> Sheet:
    """Mostly the button back and another sheet: with a key of its own it can be saved."""
    said = _("This form was saved before, as number %(number)s. If this is another sheet, save once more.")
    form.add_error(None, said % {"number": refusal.sheet.number})
    form.data = {name: form.data[name] for name in form.data} | {"form_key": form_key()}
    return refusal.sheet


def _after_saving(request: HttpRequest, sheet: Sheet, form: SheetForm) -> HttpResponse:
    slug = sheet.consultation.slug
    if sheet.state == State.MASKS:
        return redirect("consultations:intake_masks", slug, sheet.pk)
    words = {
        State.SECOND.value: _("Number %(number)s is saved. Another person types it a second time."),
        State.DONE.value: _("Number %(number)s is saved and is an opinion now."),
    }
    said = words.get(sheet.state, _("Number %(number)s has been saved before."))
    messages.success(request, said % {"number": sheet.number})
    next_one = {
        "channel": form.cleaned_data["channel"],
        "received_on": form.cleaned_data["received_on"].isoformat(),
        "number": number_after(sheet.number),
        "last": sheet.pk,
    }
    return redirect(reverse("consultations:intake_new", args=[slug], query=next_one))


def number_after(number: str) -> str:
    """The next number of the pile: digits at the end are counted on, as wide as they are."""
    found = re.search(r"(\d{1,12})$", number, re.ASCII)
    if found is None:
        return ""
    return number[: found.start()] + str(int(found[1]) + 1).zfill(len(found[1]))


def _form_page(
    request: HttpRequest,
    consultation: Consultation,
    form: ArrivalForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    last = request.GET.get("last", "")
    just_saved = consultation.sheets.filter(pk=last).first() if last.isdecimal() and len(last) < 19 else None
    place = "meeting" if isinstance(form, MeetingForm) else "new"
    context = {"consultation": consultation, "form": form, "just_saved": just_saved, "place": place, **more}
    return render(request, f"consultations/intake/{place}.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """The record of a meeting, as several sheets."""
    consultation = consultation_of(request, slug)
    fixed: dict[str, Any] = {"consultation": consultation, "today": timezone.localdate()}
    if request.method != "POST":
        begun = services.draft_of(consultation=consultation, clerk=person(request), place="meeting")
        form = MeetingForm(initial=begun.fields if begun else None, **fixed)
        return _form_page(request, consultation, form, begun=begun)
    form = MeetingForm(request.POST, **fixed)
    if not form.is_valid():
        return _form_page(request, consultation, form, status=UNPROCESSABLE)
    return _save(request, consultation, form, lambda: _save_meeting(request, consultation, form))


def _save_meeting(request: HttpRequest, consultation: Consultation, form: MeetingForm) -> HttpResponse:
    made = submissions.enter_many(
        consultation=consultation,
        sheets=form.sheets(),
        clerk=person(request),
        form_key=form.cleaned_data["form_key"],
        now=timezone.now(),
    )
    said = ngettext("%(count)s statement is saved.", "%(count)s statements are saved.", len(made))
    messages.success(request, said % {"count": len(made)})
    return redirect("consultations:intake", consultation.slug)


@staff_write
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep what is typed so far, or throw it away. A script sends it while somebody types."""
    consultation, clerk = consultation_of(request, slug), person(request)
    place = request.POST.get("place", "")
    found = re.fullmatch(r"new|meeting|second:(\d{1,18})", place, re.ASCII)
    if found is None:
        return redirect("consultations:intake", slug)
    if found[1]:
        sheet = get_object_or_404(consultation.sheets, pk=found[1])
        back = reverse("consultations:intake_second", args=[slug, sheet.pk])
    else:
        back = reverse(f"consultations:intake_{place}", args=[slug])
    if request.POST.get("wish") == "drop":
        services.drop_draft(consultation=consultation, clerk=clerk, place=place)
        return redirect(back)
    not_words = {"csrfmiddlewaretoken", "place", "wish"}
    fields = {
        name: said.replace("\0", "") for name, said in request.POST.dict().items() if name not in not_words
    }
    try:
        services.keep_draft(
            consultation=consultation, clerk=clerk, place=place, fields=fields, now=timezone.now()
        )
    except services.DraftTooLong:
        return HttpResponse(status=UNPROCESSABLE)
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    messages.success(request, _("The draft is kept. Only you see it."))
    return redirect(back)
