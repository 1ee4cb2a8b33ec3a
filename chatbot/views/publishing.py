"""Publications: made by a worker, looked at, activated and taken back here."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.policy import Action
from chatbot.models import FaqEntry, Publication, TestQuestion
from chatbot.services import publications, quality
from chatbot.services.publications import Then
from chatbot.services.queue import ageing, regression
from chatbot.views.desk import desk_page
from consultations.models import Job

SHOWN = 50


@require_http_methods(["GET", "POST"])
@desk_page(Action.PUBLISH_FAQ)
def publication_list(request: HttpRequest, actor: User) -> HttpResponse:
    if request.method == "POST":
        request_id = request.POST.get("request_id", "")[:64] or uuid4().hex
        then = Then.ACTIVATE_IF_NOT_WORSE if request.POST.get("then") == "if_not_worse" else Then.LOOK
        job = publications.start(actor=actor, request_id=request_id, then=then, now=timezone.now())
        return redirect(job)
    context = {
        "publications": Publication.objects.listed()[:SHOWN],
        "active": Publication.objects.active().listed().first(),
        "previous": publications.previous(),
        "entries": FaqEntry.objects.in_use().count(),
        "questions": TestQuestion.objects.count(),
        "unpublished": publications.unpublished(),
        "running": Job.objects.active().filter(kind=Job.Kind.FAQ_PUBLICATION).first(),
        "request_id": uuid4().hex,
    }
    return render(request, "chatbot/staff/publications.html", context)


@require_GET
@desk_page(Action.PUBLISH_FAQ)
def publication(request: HttpRequest, actor: User, number: int) -> HttpResponse:
    listed = Publication.objects.listed().defer("index", "curve").select_related("job")
    found = get_object_or_404(listed, number=number)
    active = Publication.objects.active().defer("index", "curve").first()
    compared = regression.comparison(found, active)
    context = {
        "publication": found,
        "active": active,
        "is_new": found.activated_at is None,
        "compared": compared,
        "age": ageing.of(found, compared_with=active),
        "kinds": _kinds(found, compared),
        "lists": {name: [case for case in found.cases if case["verdict"] == name] for name in quality.SHOWN},
    }
    return render(request, "chatbot/staff/publication.html", context)


@require_POST
@desk_page(Action.PUBLISH_FAQ)
def publication_activate(request: HttpRequest, actor: User, number: int) -> HttpResponse:
    found = get_object_or_404(Publication.objects.listed(), number=number)
    try:
        publications.activate(publication=found, actor=actor, now=timezone.now(), seen=_seen(request))
    except publications.Overtaken as overtaken:
        messages.warning(request, _overtaken(overtaken))
        return redirect("chatbot:publication", number)
    messages.success(request, _("Publication %(number)d answers visitors now.") % {"number": number})
    return redirect("chatbot:publication_list")


@require_POST
@desk_page(Action.PUBLISH_FAQ)
def publication_roll_back(request: HttpRequest, actor: User) -> HttpResponse:
    """One click to what answered before."""
    try:
        back = publications.roll_back(actor=actor, seen=_seen(request), now=timezone.now())
    except publications.Overtaken as overtaken:
        messages.warning(request, _overtaken(overtaken))
    except publications.NothingBefore:
        messages.warning(request, _("No publication answered before this one."))
    else:
        messages.success(request, _("Publication %(number)d answers visitors now.") % {"number": back.number})
    return redirect("chatbot:publication_list")


def _seen(request: HttpRequest) -> int:
    """The number that answered when this person opened the page."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() else 0


def _overtaken(overtaken: publications.Overtaken) -> str:
    words = _(
        "Meanwhile somebody else has let publication %(number)d answer. Nothing was changed; what is better"
        " and worse is compared with that one now."
    )
    return words % {"number": overtaken.number}


def _kinds(found: Publication, compared: regression.Comparison | None) -> list[dict[str, object]]:
    labels = dict(TestQuestion.Kind.choices)
    rows = regression.by_kind(found.cases, compared, TestQuestion.Kind.values)
    return [{"label": labels.get(TestQuestion.Kind(row.kind), row.kind), "row": row} for row in rows]
