"""Entries that are easily taken for each other: what leads astray, and what can be done about it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.policy import Action
from chatbot.models import EntryPair, Publication
from chatbot.services.desk import joining, likeness, pairs
from chatbot.views.desk import desk_page

PER_PAGE = 20
GONE = gettext_lazy("Somebody has changed this meanwhile. Nothing more was done.")


@require_GET
@desk_page(Action.EDIT_FAQ)
def faq_pairs(request: HttpRequest, actor: User) -> HttpResponse:
    """Those worth the time first; the others one link away."""
    kinds = [*EntryPair.Kind]
    wanted = request.GET.get("kind", "")
    kind = EntryPair.Kind(wanted) if wanted in kinds else EntryPair.Kind.CONFUSED
    found = EntryPair.objects.with_entries().filter(kind=kind).order_by("-weight", "pk")
    active = Publication.objects.active().listed().first()
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "kind": kind,
        "tabs": _tabs(),
        "active": active,
        "job": pairs.job_of(active) if active else None,
    }
    return render(request, "chatbot/staff/pairs.html", context)


@require_GET
@desk_page(Action.EDIT_FAQ)
def faq_likely(request: HttpRequest, actor: User) -> HttpResponse:
    """Entries like the question being written, while it is written."""
    text, besides = request.GET.get("text", ""), request.GET.get("besides", "")
    likely = likeness.near_words(text, besides=besides, now=timezone.now())
    return render(request, "chatbot/staff/likely_now.html", {"likely": likely})


@require_POST
@desk_page(Action.EDIT_FAQ)
def faq_pair_move(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    pair = get_object_or_404(EntryPair, pk=pk)
    try:
        to = joining.move(actor=actor, pair=pair, text=request.POST.get("text", ""), now=timezone.now())
    except joining.NotThere:
        messages.warning(request, GONE)
    else:
        words = _("The phrasing stands under “%(question)s” now. It counts from the next publication on.")
        messages.success(request, words % {"question": to.current})
    return _back(pair)


@require_POST
@desk_page(Action.EDIT_FAQ)
def faq_pair_join(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    pair = get_object_or_404(EntryPair.objects.with_entries(), pk=pk)
    entries = {entry.key: entry for entry in (pair.first, pair.second)}
    stays = entries.pop(request.POST.get("stays", ""), None)
    if stays is None:
        messages.error(request, _("Please choose the entry that stays."))
        return _back(pair)
    goes = next(iter(entries.values()))
    try:
        came = joining.join(actor=actor, stays=stays, goes=goes, now=timezone.now())
    except joining.NotThere:
        messages.warning(request, GONE)
        return _back(pair)
    words = ngettext(
        "The two are one: %(n)s phrasing came over, the other entry is archived.",
        "The two are one: %(n)s phrasings came over, the other entry is archived.",
        came,
    )
    messages.success(request, words % {"n": came})
    return redirect("chatbot:faq_edit", stays.key)


def _tabs() -> list[dict[str, Any]]:
    """Each kind with the number of its pairs."""
    counted = {
        row["kind"]: row for row in EntryPair.objects.order_by().values("kind").annotate(n=Count("pk"))
    }
    return [
        {"kind": kind, "n": counted[kind]["n"] if kind in counted else 0, "label": kind.label}
        for kind in EntryPair.Kind
    ]


def _back(pair: EntryPair) -> HttpResponse:
    response = redirect("chatbot:faq_pairs")
    response["Location"] += f"?kind={pair.kind}"
    return response
