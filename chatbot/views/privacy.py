"""What the chat keeps of a visitor, the visitor's button to erase it, and the city's settings."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import rate_limits
from accounts.models import User
from accounts.policy import Action
from chatbot.forms.privacy import ChatSettingsForm
from chatbot.models import ChatSettings
from chatbot.services import conversations, refusals
from chatbot.services.privacy import erasing, settings
from chatbot.views.desk import desk_page
from chatbot.views.talking import SESSION_KEY


@never_cache
@require_GET
def kept(request: HttpRequest) -> HttpResponse:
    """In plain words, and for the conversation of this browser with its numbers."""
    conversation = conversations.find(token=str(request.session.get(SESSION_KEY, "")))
    keep_days = ChatSettings.now().keep_days
    context = {
        "conversation": conversation,
        "keep_days": keep_days,
        "erased_on": conversation.last_at + timedelta(days=keep_days) if conversation else None,
    }
    return render(request, "chatbot/privacy/kept.html", context)


@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """All that was said goes at once. A second click finds nothing left and says the same."""
    try:
        rate_limits.spend(
            rate_limits.CHAT_MESSAGES_PER_ADDRESS, rate_limits.address_of(request), now=timezone.now()
        )
    except rate_limits.TooManyRequests:
        messages.error(request, refusals.refuse("too_many").text)
        return _back(request)
    conversation = conversations.find(token=str(request.session.pop(SESSION_KEY, "")))
    if conversation is not None:
        erasing.erase(conversation=conversation)
    messages.success(request, _("The conversation is erased. Nothing of it is kept."))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("chatbot:embed" if "embedded" in request.POST else "chatbot:chat"))


@require_http_methods(["GET", "POST"])
@desk_page(Action.PUBLISH_FAQ)
def chat_settings(request: HttpRequest, actor: User) -> HttpResponse:
    held = settings.decided(ChatSettings.now())
    form = ChatSettingsForm(request.POST) if request.method == "POST" else ChatSettingsForm.of(held)
    if request.method == "POST" and form.is_valid():
        if settings.decide(actor=actor, wanted=form.wanted(), now=timezone.now()):
            messages.success(request, _("The settings of the chat are saved."))
        else:
            messages.info(request, _("Nothing was changed."))
        return redirect("chatbot:chat_settings")
    status = 422 if form.errors else 200
    return render(request, "chatbot/privacy/settings.html", {"form": form}, status=status)
