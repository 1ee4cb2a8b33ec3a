"""Editors write guides, look at them as visitors will, and publish them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.policy import Action
from chatbot.forms.guides import AboutForm, NewGuideForm
from chatbot.models import Guide
from chatbot.services.guides import drafting, editions
from chatbot.services.guides.drafting import ChangedMeanwhile
from chatbot.services.guides.outlining import outline
from chatbot.services.guides.tree import NoSuchPath
from chatbot.views.desk import desk_page
from chatbot.views.guides_changes import change_of, form_page, stale


@require_GET
@desk_page(Action.EDIT_FAQ)
def guide_desk(request: HttpRequest, actor: User) -> HttpResponse:
    guides = Guide.objects.listed().order_by("archived_at", "pk")
    return render(request, "chatbot/guides/staff/list.html", {"guides": guides})


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def guide_new(request: HttpRequest, actor: User) -> HttpResponse:
    form = NewGuideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = drafting.create(
                actor=actor, key=form.cleaned_data["key"], about=form.about(), now=timezone.now()
            )
        except drafting.KeyInUse:
            form.add_error("key", _("Another guide has this key. Please choose another."))
        else:
            messages.success(request, _("The guide is begun. Now write its first question."))
            return redirect("chatbot:guide_edit", made.key)
    return form_page(request, form, heading=_("Begin a guide"))


@require_GET
@desk_page(Action.EDIT_FAQ)
def guide_edit(request: HttpRequest, actor: User, key: str) -> HttpResponse:
    guide = _guide(key)
    context = {
        "guide": guide,
        "outline": outline(guide),
        "entries": guide.entries.select_related("current"),
        "last": guide.current,
    }
    return render(request, "chatbot/guides/staff/edit.html", context)


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def guide_about(request: HttpRequest, actor: User, key: str) -> HttpResponse:
    guide = _guide(key)
    form = AboutForm(request.POST if request.method == "POST" else None, guide=guide)
    if request.method == "POST" and form.is_valid():
        try:
            drafting.describe(change=change_of(request, actor), guide=guide, about=form.about())
        except ChangedMeanwhile:
            stale(form)
        else:
            messages.success(request, _("The change is kept in the draft."))
            return redirect("chatbot:guide_edit", key)
    return form_page(request, form, guide=guide, heading=_("What the guide is about"))


@require_GET
@desk_page(Action.EDIT_FAQ)
def guide_preview(request: HttpRequest, actor: User, key: str) -> HttpResponse:
    """Walk the draft: the answers given stand in the address, so nothing is kept."""
    guide = _guide(key)
    tree = editions.tree_of_draft(guide)
    path = [int(part) for part in request.GET.get("path", "").split("-") if part.isdecimal()]
    try:
        walk = tree.walk(path)
    except NoSuchPath:
        path, walk = [], tree.walk([])
    items = tree.checklist(walk)
    context: dict[str, Any] = {
        "guide": guide,
        "tree": tree,
        "walk": walk,
        "path": "".join(f"{part}-" for part in path),
        "back": "-".join(str(part) for part in path[:-1]),
        "items": items,
        "entries": editions.titles_of({item.entry for item in items if item.entry}),
    }
    return render(request, "chatbot/guides/staff/preview.html", context)


@require_POST
@desk_page(Action.PUBLISH_FAQ)
def guide_publish(request: HttpRequest, actor: User, key: str) -> HttpResponse:
    try:
        made = editions.publish(change=change_of(request, actor), guide=_guide(key))
    except ChangedMeanwhile:
        messages.error(request, _("Somebody changed the guide just now. Please look at it again."))
    except editions.NotReady:
        messages.error(request, _("The guide cannot be published yet. What is wrong stands below."))
    except editions.NothingNew:
        messages.info(request, _("Nothing has changed since the edition that visitors walk."))
    else:
        words = _("Edition %(number)s is published. Whoever is under way goes on in the one before.")
        messages.success(request, words % {"number": made.number})
    return redirect("chatbot:guide_edit", key)


@require_GET
@desk_page(Action.EDIT_FAQ)
def guide_history(request: HttpRequest, actor: User, key: str) -> HttpResponse:
    guide = _guide(key)
    held = guide.editions.select_related("published_by").order_by("-number")
    context = {"guide": guide, "editions": [(edition, editions.tree_of(edition)) for edition in held]}
    return render(request, "chatbot/guides/staff/history.html", context)


@require_POST
@desk_page(Action.EDIT_FAQ)
def guide_archive(request: HttpRequest, actor: User, key: str) -> HttpResponse:
    guide = _guide(key)
    if guide.is_archived:
        drafting.restore(actor=actor, guide=guide, now=timezone.now())
        messages.success(request, _("The guide is in use again."))
    else:
        drafting.archive(actor=actor, guide=guide, now=timezone.now())
        messages.success(request, _("The guide is archived. Whoever is under way can walk it to the end."))
    return redirect("chatbot:guide_edit", key)


def _guide(key: str) -> Guide:
    return get_object_or_404(Guide.objects.select_related("current"), key=key)
