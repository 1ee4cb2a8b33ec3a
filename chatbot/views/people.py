"""A visitor and people of the city, on the page without JavaScript."""

from datetime import datetime
from uuid import uuid4

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chatbot.forms.people import LeaveForm
from chatbot.models import LeftQuestion
from chatbot.protocol import Message, People
from chatbot.services.people import hours, panels
from chatbot.views import talking

LEFT_KEY = "chat_left"


@require_POST
def people_call(request: HttpRequest) -> HttpResponse:
    """In hours a place in the queue, out of hours the page to leave the question."""
    told = talking.say(request, {"type": "call", "id": uuid4().hex})
    if any(isinstance(frame, People) and frame.state == "closed" for frame in told):
        return _to_leaving(request)
    return _back(request)


@require_POST
def people_end(request: HttpRequest) -> HttpResponse:
    talking.say(request, {"type": "end", "id": uuid4().hex})
    return _back(request)


@never_cache
@require_http_methods(["GET", "POST"])
def people_leave(request: HttpRequest) -> HttpResponse:
    form = LeaveForm(_sent(request)) if request.method == "POST" else LeaveForm(initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        told = talking.say(
            request,
            {
                "type": "leave",
                "id": form.cleaned_data["client_id"],
                "text": form.cleaned_data["text"],
                "address": form.cleaned_data["address"],
            },
        )
        refusal = talking.refusal_in(told)
        if refusal is None:
            request.session[LEFT_KEY] = next(frame.text for frame in told if isinstance(frame, Message))
            return redirect("chatbot:people_left")
        form.add_error(None, refusal.text)
    context = {"form": form, "opens_at": _opens_at()}
    return render(request, "chatbot/people/leave.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET"])
def people_left(request: HttpRequest) -> HttpResponse:
    """The confirmation, for who left the question in this browser."""
    reference = str(request.session.get(LEFT_KEY, ""))
    question = LeftQuestion.objects.filter(reference=reference).first() if reference else None
    if question is None:
        return redirect("chatbot:chat")
    context = {"question": question, "opens_at": _opens_at()}
    return render(request, "chatbot/people/left.html", context)


def _opens_at() -> datetime | None:
    """When people are there again; None while they are."""
    now = timezone.now()
    office = hours.read(now)
    return None if office.is_open(now) else office.next_opening(now)


def _sent(request: HttpRequest) -> dict[str, str]:
    """The form in the chat has no id of its own: a repeated press is then a second question."""
    return {"client_id": uuid4().hex} | {name: str(value) for name, value in request.POST.items()}


def _initial(request: HttpRequest) -> dict[str, str]:
    conversation = talking.conversation_of(request)
    asked = panels.last_question(conversation) if conversation else ""
    return {"client_id": uuid4().hex, "text": asked}


def _to_leaving(request: HttpRequest) -> HttpResponse:
    if "embedded" not in request.POST:
        return redirect("chatbot:people_leave")
    notices.info(request, _("Nobody of the city is here just now. You can leave your question below."))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    name = "chatbot:embed" if "embedded" in request.POST else "chatbot:chat"
    return HttpResponseRedirect(reverse(name) + "#people")
