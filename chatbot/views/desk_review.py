"""A second person reads the answers; what changed between two versions is marked word by word."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.policy import Action
from chatbot.forms import ReviewForm
from chatbot.models import ChatSettings, FaqEntry, FaqRevision
from chatbot.services.desk import comparing, reviewing
from chatbot.views.desk import desk_page

PER_PAGE = 50


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def faq_reviews(request: HttpRequest, actor: User) -> HttpResponse:
    """What waits for a second person; several can be approved at once."""
    waiting = FaqEntry.objects.waiting_for_review()
    if request.method == "POST":
        chosen = [int(pk) for pk in request.POST.getlist("revision") if pk.isdecimal()]
        revisions = FaqRevision.objects.filter(pk__in=chosen).select_related("entry").order_by("pk")
        done = reviewing.approve_many(actor=actor, revisions=revisions, now=timezone.now())
        text = ngettext("%(n)s version is approved.", "%(n)s versions are approved.", done) % {"n": done}
        messages.success(request, text)
        return redirect("chatbot:faq_reviews")
    found = waiting.select_related("current__created_by").order_by("current__created_at", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    others = any(entry.current and entry.current.created_by_id != actor.pk for entry in page)
    context = {"page": page, "actor": actor, "has_others": others, "settings": ChatSettings.now()}
    return render(request, "chatbot/staff/reviews.html", context)


@require_GET
@desk_page(Action.EDIT_FAQ)
def faq_version(request: HttpRequest, actor: User, key: str, number: int) -> HttpResponse:
    return _version_page(request, actor, _version(key, number), ReviewForm())


@require_POST
@desk_page(Action.EDIT_FAQ)
def faq_review(request: HttpRequest, actor: User, key: str, number: int) -> HttpResponse:
    revision = _version(key, number)
    is_return = request.POST.get("decision") != "approve"
    form = ReviewForm(request.POST, is_return=is_return)
    if not form.is_valid():
        return _version_page(request, actor, revision, form)
    try:
        if is_return:
            reviewing.send_back(
                actor=actor, revision=revision, note=form.cleaned_data["note"], now=timezone.now()
            )
        else:
            reviewing.approve(actor=actor, revision=revision, now=timezone.now())
    except reviewing.OwnWords:
        messages.error(request, _("Somebody else has to read what you wrote yourself."))
    except reviewing.NotCurrent:
        messages.error(request, _("This version was read already, or there is a newer one."))
    else:
        text = _("The version goes back to its author.") if is_return else _("The version is approved.")
        messages.success(request, text)
        return redirect("chatbot:faq_reviews")
    return redirect("chatbot:faq_version", key, number)


def _version(key: str, number: int) -> FaqRevision:
    found = FaqRevision.objects.select_related("entry", "created_by", "reviewed_by")
    return get_object_or_404(found, entry__key=key, number=number)


def _version_page(request: HttpRequest, actor: User, revision: FaqRevision, form: ReviewForm) -> HttpResponse:
    entry = revision.entry
    before = request.GET.get("before", "")
    versions = entry.revisions.filter(number__lt=revision.number)
    earlier = versions.filter(number=before).first() if before.isdecimal() else None
    earlier = earlier or versions.order_by("-number").first()
    is_waiting = entry.current_id == revision.pk and revision.review == FaqRevision.Review.NONE
    context = {
        "entry": entry,
        "revision": revision,
        "earlier": earlier,
        "earlier_numbers": versions.order_by("-number").values_list("number", flat=True),
        "parts": comparing.parts(earlier, revision),
        "is_waiting": is_waiting,
        "is_own": revision.created_by_id == actor.pk,
        "form": form,
    }
    return render(request, "chatbot/staff/version.html", context, status=422 if form.errors else 200)
