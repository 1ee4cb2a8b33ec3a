"""Questions that stayed open, in groups: a phrasing, a new entry, out of scope, or put aside."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.policy import Action
from chatbot.forms.queue import PhrasingForm, ShortEntryForm
from chatbot.models import FaqEntry, QuestionGroup
from chatbot.services import publications
from chatbot.services.desk import departments, fields
from chatbot.services.queue import triage
from chatbot.views.desk import desk_page

PER_PAGE = 20
OFFERED = 3
"""Entries offered beside a question, each by a digit."""
MEMBERS = 200
TREATED = 50
UNDO_FOR = timedelta(minutes=30)
"""How long the last act stands on top of the list, to be taken back by one key."""


@require_GET
@desk_page(Action.EDIT_FAQ)
def unanswered(request: HttpRequest, actor: User) -> HttpResponse:
    groups = QuestionGroup.objects.waiting().most_frequent_first()
    page = Paginator(groups, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _with_entries(page),
        "last": _last_act(actor),
        "unpublished": publications.unpublished(),
        "request_id": uuid4().hex,
    }
    return render(request, "chatbot/queue/unanswered.html", context)


@require_GET
@desk_page(Action.EDIT_FAQ)
def treated(request: HttpRequest, actor: User) -> HttpResponse:
    """What was made of groups lately, to look up and to take back."""
    groups = QuestionGroup.objects.treated().select_related("example", "entry__current", "triaged_by")
    context = {"groups": groups.order_by("-triaged_at", "-pk")[:TREATED]}
    return render(request, "chatbot/queue/treated.html", context)


@require_GET
@desk_page(Action.EDIT_FAQ)
def group(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    found = get_object_or_404(QuestionGroup.objects.select_related("example", "entry__current"), pk=pk)
    return _group_page(request, found)


@require_POST
@desk_page(Action.EDIT_FAQ)
def group_phrasing(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    found = get_object_or_404(QuestionGroup.objects.select_related("example"), pk=pk)
    form = PhrasingForm(request.POST)
    if not form.is_valid():
        return _group_page(request, found, form)
    entry, text = form.cleaned_data["entry"], form.cleaned_data["text"]
    try:
        triage.add_phrasing(actor=actor, group=found, entry=entry, text=text, now=timezone.now())
    except triage.Treated as treated_before:
        return _treated_before(request, treated_before.group)
    return redirect("chatbot:unanswered")


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def group_entry(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    """Write the answer this question lacks."""
    found = get_object_or_404(QuestionGroup.objects.select_related("example"), pk=pk)
    form = ShortEntryForm(request.POST if request.method == "POST" else None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            triage.write_entry(
                actor=actor,
                group=found,
                field=form.cleaned_data["field"],
                words=form.words(timezone.localdate(now)),
                text=form.cleaned_data["phrasing"],
                now=now,
            )
        except triage.Treated as treated_before:
            return _treated_before(request, treated_before.group)
        return redirect("chatbot:unanswered")
    context = {"group": found, "form": form, **_known_words()}
    return render(request, "chatbot/queue/entry.html", context, status=422 if form.errors else 200)


@require_POST
@desk_page(Action.EDIT_FAQ)
def group_outside(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    found = get_object_or_404(QuestionGroup, pk=pk)
    try:
        triage.mark_outside(actor=actor, group=found, now=timezone.now())
    except triage.Treated as treated_before:
        return _treated_before(request, treated_before.group)
    return redirect("chatbot:unanswered")


@require_POST
@desk_page(Action.EDIT_FAQ)
def group_ignore(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    found = get_object_or_404(QuestionGroup, pk=pk)
    try:
        triage.ignore(actor=actor, group=found, now=timezone.now())
    except triage.Treated as treated_before:
        return _treated_before(request, treated_before.group)
    return redirect("chatbot:unanswered")


@require_POST
@desk_page(Action.EDIT_FAQ)
def group_undo(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    found = get_object_or_404(QuestionGroup, pk=pk)
    if triage.take_back(actor=actor, group=found, now=timezone.now()):
        messages.success(request, _("Taken back. The question waits in the list again."))
    return redirect("chatbot:unanswered")


def _with_entries(page: Page[QuestionGroup]) -> list[dict[str, Any]]:
    """Each group with the entries nearest to it, in one query for the whole page."""
    wanted = {pk for found in page for pk in found.nearest[:OFFERED]}
    entries = FaqEntry.objects.in_use().select_related("current").in_bulk(wanted) if wanted else {}
    return [
        {"group": found, "entries": [entries[pk] for pk in found.nearest[:OFFERED] if pk in entries]}
        for found in page
    ]


def _group_page(request: HttpRequest, found: QuestionGroup, form: PhrasingForm | None = None) -> HttpResponse:
    nearest = FaqEntry.objects.in_use().select_related("current").in_bulk(found.nearest)
    context = {
        "group": found,
        "form": form or PhrasingForm(initial=_initial(found)),
        "nearest": [nearest[pk] for pk in found.nearest if pk in nearest],
        "entries": FaqEntry.objects.in_use().select_related("current").order_by("field", "pk"),
        "questions": found.questions.select_related("exchange")[:MEMBERS],
    }
    return render(request, "chatbot/queue/group.html", context, status=422 if form else 200)


def _initial(found: QuestionGroup) -> dict[str, str]:
    text = found.example.question[:300] if found.example else ""
    return {"text": text, "question": text, "phrasing": text}


def _known_words() -> dict[str, list[str]]:
    """What others wrote there, to choose instead of typing."""
    return {"fields": fields.names(), "departments": departments.names()}


def _last_act(actor: User) -> QuestionGroup | None:
    lately = QuestionGroup.objects.treated().filter(
        triaged_by=actor, triaged_at__gt=timezone.now() - UNDO_FOR
    )
    return lately.select_related("example", "entry__current").order_by("-triaged_at", "-pk").first()


def _treated_before(request: HttpRequest, found: QuestionGroup) -> HttpResponse:
    """Not an error: a colleague was faster, or the button was pressed twice."""
    if found.triaged_by != request.user:
        words = _("Somebody else has just treated this question: %(made)s. Nothing more was done.")
        messages.info(request, words % {"made": found.get_triage_display()})
    return redirect("chatbot:unanswered")
