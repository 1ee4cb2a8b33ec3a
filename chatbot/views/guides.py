"""Guides to read: the list, each one whole, and the checklist of one walk."""

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chatbot.models import Guide
from chatbot.services.guides import editions, telling, walking


@require_GET
def guides(request: HttpRequest) -> HttpResponse:
    language = telling.language()
    published = [
        (held, editions.tree_of(held.current, language)) for held in Guide.objects.published() if held.current
    ]
    return render(request, "chatbot/guides/list.html", {"guides": published})


@require_GET
def guide(request: HttpRequest, key: str) -> HttpResponse:
    held = get_object_or_404(Guide.objects.published(), key=key)
    assert held.current  # noqa: S101 - published ones have an edition
    tree = editions.tree_of(held.current, telling.language())
    context = {
        "guide": held,
        "tree": tree,
        "missing": telling.missing(tree),
        "entries": editions.titles_of(tree.entries()),
        "client_id": uuid4().hex,
    }
    return render(request, "chatbot/guides/guide.html", context)


@never_cache
@require_GET
def guide_checklist(request: HttpRequest, token: str) -> HttpResponse:
    try:
        tree, walk = walking.checklist_of(token)
    except walking.UnknownChecklist:
        raise Http404 from None
    items = tree.checklist(walk)
    context = {
        "tree": tree,
        "missing": telling.missing(tree),
        "walk": walk,
        "items": items,
        "entries": editions.titles_of({item.entry for item in items if item.entry}),
    }
    answer = render(request, "chatbot/guides/checklist.html", context)
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
