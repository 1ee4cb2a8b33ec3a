"""Before a part of a guide goes it is said what goes with it; afterwards the change can be undone."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.policy import Action
from chatbot.models import Guide, GuideEdition, GuideItem
from chatbot.services.guides import drafting, removing, undoing
from chatbot.services.guides.drafting import ChangedMeanwhile
from chatbot.views.desk import desk_page
from chatbot.views.guides_changes import change_of, part_named, stale_press


@require_GET
@desk_page(Action.EDIT_FAQ)
def guide_remove(request: HttpRequest, actor: User, key: str) -> HttpResponse:
    """Asks before a question or an answer goes."""
    part = part_named(key, request.GET.get("part", ""))
    if part is None or isinstance(part, GuideItem):
        raise Http404
    guide = drafting.guide_of(part)
    context = {"guide": guide, "part": part, "named": request.GET["part"], "loss": removing.loss(guide, part)}
    return render(request, "chatbot/guides/staff/remove.html", context)


@require_POST
@desk_page(Action.EDIT_FAQ)
def guide_undo(request: HttpRequest, actor: User, key: str) -> HttpResponse:
    try:
        undoing.undo(change=change_of(request, actor), guide=get_object_or_404(Guide, key=key))
    except ChangedMeanwhile:
        stale_press(request)
    except undoing.NothingToUndo:
        messages.info(request, _("There is nothing to undo."))
    else:
        messages.success(request, _("The last change is undone. Press once more to have it again."))
    return redirect("chatbot:guide_edit", key)


@require_POST
@desk_page(Action.EDIT_FAQ)
def guide_take(request: HttpRequest, actor: User, key: str) -> HttpResponse:
    """What an edition says becomes the draft."""
    number = request.POST.get("edition", "")
    editions = GuideEdition.objects.select_related("guide")
    edition = get_object_or_404(editions, guide__key=key, number=number if number.isdecimal() else 0)
    try:
        undoing.take(change=change_of(request, actor), edition=edition)
    except ChangedMeanwhile:
        stale_press(request)
    else:
        words = _("The draft says what edition %(number)s says. You can undo this.")
        messages.success(request, words % {"number": edition.number})
    return redirect("chatbot:guide_edit", key)
