"""Editors write the FAQ: entries with their history, and the ways people ask for them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.policy import Action
from chatbot.forms import EntryForm, FilterForm, RevisionForm, UtteranceForm
from chatbot.models import ChatSettings, EntryPair, FaqEntry, Publication
from chatbot.services import faq
from chatbot.services.desk import departments, fields, likeness, reminders
from chatbot.views.desk import desk_page

PER_PAGE = 50


@require_GET
@desk_page(Action.EDIT_FAQ)
def faq_list(request: HttpRequest, actor: User) -> HttpResponse:
    form = FilterForm(request.GET, fields=fields.names())
    text, field = form.wanted()
    entries = FaqEntry.objects.with_current().matching(text=text, field=field).order_by("field", "pk")
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    today, settings = timezone.localdate(), ChatSettings.now()
    context = {
        "page": page,
        "rows": [(entry, reminders.of(entry, on=today)) for entry in page],
        "filter": form,
        "is_narrowed": bool(text or field),
        "active": Publication.objects.active().listed().first(),
        "needs_review": settings.needs_review,
        "waiting": FaqEntry.objects.waiting_for_review().count() if settings.needs_review else 0,
        "reminders": reminders.due(on=today).count(),
        "pairs": EntryPair.objects.filter(kind=EntryPair.Kind.CONFUSED).count(),
    }
    return render(request, "chatbot/staff/list.html", context)


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def faq_new(request: HttpRequest, actor: User) -> HttpResponse:
    form = EntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = faq.create_entry(
                actor=actor,
                key=form.cleaned_data["key"],
                field=form.cleaned_data["field"],
                words=form.words(),
                now=timezone.now(),
            )
        except faq.KeyTaken:
            form.add_error("key", _("Another entry has this key. Please choose another."))
        else:
            messages.success(
                request, _("The entry is saved. It answers visitors after the next publication.")
            )
            return redirect("chatbot:faq_edit", made.key)
    context = {"form": form, **_known_words()}
    return render(request, "chatbot/staff/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def faq_edit(request: HttpRequest, actor: User, key: str) -> HttpResponse:
    entry = get_object_or_404(FaqEntry.objects.select_related("current"), key=key, current__isnull=False)
    form = RevisionForm(request.POST) if request.method == "POST" else RevisionForm.of(entry)
    if request.method == "POST" and form.is_valid() and _revise(request, actor, entry, form):
        return redirect("chatbot:faq_edit", key)
    return _edit_page(request, entry, form=form)


@require_POST
@desk_page(Action.EDIT_FAQ)
def faq_add_utterance(request: HttpRequest, actor: User, key: str) -> HttpResponse:
    entry = get_object_or_404(FaqEntry.objects.select_related("current"), key=key, current__isnull=False)
    form = UtteranceForm(request.POST)
    if form.is_valid():
        try:
            faq.add_utterance(actor=actor, entry=entry, text=form.cleaned_data["text"], now=timezone.now())
        except faq.UtteranceStands:
            form.add_error("text", _("The entry has this phrasing already."))
        else:
            messages.success(request, _("The phrasing is added."))
            return redirect("chatbot:faq_edit", key)
    return _edit_page(request, entry, form=RevisionForm.of(entry), utterance_form=form)


@require_POST
@desk_page(Action.EDIT_FAQ)
def faq_remove_utterance(request: HttpRequest, actor: User, key: str) -> HttpResponse:
    entry = get_object_or_404(FaqEntry, key=key)
    chosen = request.POST.get("utterance", "")
    if chosen.isdecimal():
        faq.remove_utterance(actor=actor, entry=entry, utterance_id=int(chosen), now=timezone.now())
        messages.success(request, _("The phrasing is removed."))
    return redirect("chatbot:faq_edit", key)


@require_POST
@desk_page(Action.EDIT_FAQ)
def faq_archive(request: HttpRequest, actor: User, key: str) -> HttpResponse:
    entry = get_object_or_404(FaqEntry, key=key)
    if entry.is_archived:
        faq.restore(actor=actor, entry=entry, now=timezone.now())
        messages.success(request, _("The entry is in use again. It answers after the next publication."))
    else:
        faq.archive(actor=actor, entry=entry, now=timezone.now())
        messages.success(request, _("The entry is archived. It leaves the chat with the next publication."))
    return redirect("chatbot:faq_edit", key)


def _revise(request: HttpRequest, actor: User, entry: FaqEntry, form: RevisionForm) -> bool:
    try:
        changed = faq.revise_entry(
            actor=actor,
            entry=entry,
            field=form.cleaned_data["field"],
            words=form.words(),
            read_number=form.cleaned_data["read_number"],
            now=timezone.now(),
        )
    except faq.RevisedMeanwhile:
        form.add_error(
            None,
            _(
                "Somebody else changed this entry while you were writing. Their words stand in the history"
                " below; yours are still in the form. Load the page again to write on theirs."
            ),
        )
        return False
    text = _("The change is saved. It answers visitors after the next publication.")
    messages.success(request, text if changed else _("Nothing was changed."))
    return True


def _known_words() -> dict[str, list[str]]:
    """What the fields for a field and a department suggest."""
    return {"fields": fields.names(), "departments": departments.names()}


def _edit_page(
    request: HttpRequest, entry: FaqEntry, *, form: RevisionForm, utterance_form: UtteranceForm | None = None
) -> HttpResponse:
    now = timezone.now()
    context: dict[str, Any] = {
        "entry": entry,
        "form": form,
        "utterance_form": utterance_form or UtteranceForm(),
        "utterances": entry.utterances.all(),
        "revisions": entry.revisions.select_related("created_by", "reviewed_by").order_by("-number"),
        "reasons": reminders.of(entry, on=timezone.localdate(now)),
        "needs_review": ChatSettings.now().needs_review,
        "pairs": EntryPair.objects.of(entry),
        "likely": likeness.near(entry, now=now),
        **_known_words(),
    }
    invalid = form.errors or (utterance_form and utterance_form.errors)
    return render(request, "chatbot/staff/edit.html", context, status=422 if invalid else 200)
