"""The live console: the queue, one conversation at a time. Pages for reloading; a small script polls them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import uuid4

from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts import policy
from accounts.models import User
from accounts.policy import Action
from chatbot.forms.people import CloseForm, PassForm, ReplyForm
from chatbot.models import CannedAnswer, Handover
from chatbot.services.people import handovers, hours, messages, office, queue, timeline
from chatbot.views.desk import desk_page

PER_PAGE = 50
LISTS = ("open", "mine", "ended")
P = ParamSpec("P")


def console_page(
    page: Callable[Concatenate[HttpRequest, User, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """By somebody who answers visitors, and is not suspended at this very request."""

    @never_cache
    @desk_page(Action.ANSWER_CHAT)
    @wraps(page)
    def guarded(request: HttpRequest, actor: User, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if policy.is_suspended(actor):
            raise policy.Suspended
        return page(request, actor, *args, **kwargs)

    return guarded


@require_GET
@console_page
def people_queue(request: HttpRequest, actor: User) -> HttpResponse:
    """Who waits, oldest first, and the talks that are narrowed to one list."""
    now = timezone.now()
    chosen = request.GET.get("list", "")
    chosen = chosen if chosen in LISTS else LISTS[0]
    page = Paginator(_talks(chosen, actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": queue.waiting(now),
        "page": page,
        "chosen": chosen,
        "lists": LISTS,
        "now": now,
        "is_open": hours.read(now).is_open(now),
    }
    return render(request, "chatbot/people/staff/queue.html", context)


@require_POST
@console_page
def people_take(request: HttpRequest, actor: User) -> HttpResponse:
    pk = request.POST.get("handover", "")
    handover = get_object_or_404(Handover.objects.listed(), pk=int(pk) if pk.isdecimal() else 0)
    try:
        handovers.take(handover=handover, actor=actor, now=timezone.now())
    except handovers.AlreadyTaken:
        notices.info(request, _("A colleague was faster, or the visitor no longer waits."))
        return redirect("chatbot:people_queue")
    return redirect("chatbot:people_talk", handover.pk)


@require_GET
@console_page
def people_talk(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    return talk_page(request, actor, _talk(pk))


@require_POST
@console_page
def people_reply(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    handover, form = _talk(pk), ReplyForm(request.POST)
    if not form.is_valid():
        return talk_page(request, actor, handover, form=form)
    try:
        messages.reply(
            handover=handover,
            actor=actor,
            client_id=form.cleaned_data["client_id"],
            text=form.cleaned_data["text"],
            now=timezone.now(),
        )
    except messages.NotYours:
        form.add_error(None, _not_yours())
        return talk_page(request, actor, _talk(pk), form=form)
    return redirect("chatbot:people_talk", pk)


@require_POST
@console_page
def people_typing(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    handovers.staff_types(handover=_talk(pk), actor=actor, now=timezone.now())
    return HttpResponse(status=204)


@require_POST
@console_page
def people_pass(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    form = PassForm(request.POST, people=office.who_may_answer(now=timezone.now()))
    if not form.is_valid():
        return talk_page(request, actor, _talk(pk), passing=form)
    try:
        handovers.pass_on(handover=_talk(pk), actor=actor, now=timezone.now(), **form.cleaned_data)
    except messages.NotYours:
        notices.error(request, _not_yours())
        return redirect("chatbot:people_talk", pk)
    notices.success(request, _("The conversation is back in the queue."))
    return redirect("chatbot:people_queue")


@require_POST
@console_page
def people_close(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    form = CloseForm(request.POST)
    if not form.is_valid():
        return talk_page(request, actor, _talk(pk), closing=form)
    outcome = Handover.Outcome(form.cleaned_data["outcome"])
    try:
        handovers.close(handover=_talk(pk), actor=actor, outcome=outcome, now=timezone.now())
    except messages.NotYours:
        notices.error(request, _not_yours())
        return redirect("chatbot:people_talk", pk)
    notices.success(request, _("The talk is closed."))
    return redirect("chatbot:people_queue")


def talk_page(
    request: HttpRequest,
    actor: User,
    handover: Handover,
    *,
    form: ReplyForm | None = None,
    passing: PassForm | None = None,
    closing: CloseForm | None = None,
) -> HttpResponse:
    """The whole conversation, both sides; whoever has it also finds the forms."""
    now = timezone.now()
    is_mine = handover.is_open and handover.taken_by_id == actor.pk
    context: dict[str, Any] = {
        "handover": handover,
        "lines": timeline.lines(handover.conversation),
        "is_mine": is_mine,
        "is_there": handover.visitor_is_there(now),
        "is_typing": handover.visitor_types(now),
        "form": form or ReplyForm(initial={"client_id": uuid4().hex}),
        "passing": passing or PassForm(people=office.who_may_answer(now=now)),
        "closing": closing or CloseForm(),
        "canned": CannedAnswer.objects.all() if is_mine else [],
        "now": now,
    }
    invalid = any(one is not None and one.errors for one in (form, passing, closing))
    return render(request, "chatbot/people/staff/talk.html", context, status=422 if invalid else 200)


def _talks(chosen: str, actor: User) -> Any:
    talks = Handover.objects.listed()
    if chosen == "mine":
        return talks.filter(taken_by=actor).order_by("-taken_at")
    if chosen == "ended":
        return talks.filter(ended_at__isnull=False).order_by("-ended_at")
    return talks.taken().order_by("taken_at")


def _talk(pk: int) -> Handover:
    return get_object_or_404(Handover.objects.listed(), pk=pk)


def _not_yours() -> str:
    return _(
        "The talk is no longer yours: it was ended or passed on meanwhile. Nothing was sent; your words are"
        " still in the field."
    )
