"""The chat over plain HTTP: the page without JavaScript, and the frames where sockets are blocked."""

from uuid import uuid4

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import rate_limits
from chatbot import protocol
from chatbot.forms import AskForm
from chatbot.models import ChatSettings, Conversation
from chatbot.protocol import BadFrame, ClientFrame, Hello, Refusal, ServerFrame, Step
from chatbot.services import conversations, frames, refusals, talk
from chatbot.services.people import panels, timeline
from consultations.views.limits import limited

SESSION_KEY = "chat"
MOST_FRAMES = 10


@never_cache
@require_http_methods(["GET", "POST"])
def chat(request: HttpRequest, *, is_embedded: bool = False) -> HttpResponse:
    form = AskForm(request.POST or None) if request.method == "POST" else _empty_form()
    if request.method == "POST" and form.is_valid():
        refusal = refusal_in(say(request, _ask_of(form)))
        if refusal is None:
            return _back(request, is_embedded=is_embedded)
        form.add_error("text", refusal.text)
    return _room(request, form, is_embedded=is_embedded)


@xframe_options_exempt
@csp_replace({"frame-ancestors": settings.CHAT_EMBED_ANCESTORS})
def embed(request: HttpRequest) -> HttpResponse:
    return chat(request, is_embedded=True)


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    return _press(request, {"type": "choose", "option": request.POST.get("option", "")})


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    return _press(request, {"type": "start", "id": _id_of(request), "guide": request.POST.get("guide", "")})


@require_POST
def feedback(request: HttpRequest) -> HttpResponse:
    return _press(request, {"type": "feedback", "helped": request.POST.get("helped") == "yes"})


@require_POST
def restart(request: HttpRequest) -> HttpResponse:
    """Forget which conversation this is. On a shared computer the next person finds an empty room."""
    request.session.pop(SESSION_KEY, None)
    return _back(request, is_embedded="embedded" in request.POST)


@require_POST
@limited(rate_limits.CHAT_MESSAGES_PER_ADDRESS, back="chatbot:chat")
def easy(request: HttpRequest) -> HttpResponse:
    """Read in plain Japanese, or no longer. The line's conversation comes along: the session may lack it."""
    named = conversations.find(token=request.POST.get("conversation", ""))
    conversation = (
        named or conversation_of(request) or conversations.begin(locale=_locale(), now=timezone.now())
    )
    request.session[SESSION_KEY] = conversation.token
    conversations.read_easily(conversation=conversation, wanted=request.POST.get("easy") == "yes")
    return _back(request, is_embedded="embedded" in request.POST)


@never_cache
@require_POST
def messages(request: HttpRequest) -> JsonResponse:
    """The frames of the socket, as one JSON object or a list of them; the answer is always a list."""
    try:
        contents = protocol.parse_many(request.body, most=MOST_FRAMES)
    except BadFrame as bad:
        return _answer([refusals.from_bad_frame(bad)])
    markup = any(isinstance(content, dict) and content.get("markup") is True for content in contents)
    return _answer([frame for content in contents for frame in say(request, content, markup=markup)])


@require_GET
def widget(request: HttpRequest) -> HttpResponse:
    return render(request, "chatbot/widget.html", {"origin": request.build_absolute_uri("/").rstrip("/")})


def _room(request: HttpRequest, form: AskForm, *, is_embedded: bool) -> HttpResponse:
    conversation = conversation_of(request)
    now = timezone.now()
    context = {
        "form": form,
        "lines": timeline.lines(conversation),
        "panel": panels.of(panels.latest(conversation), now),
        "conversation": conversation,
        "contact": frames.contact(),
        "is_embedded": is_embedded,
        "action": reverse("chatbot:embed" if is_embedded else "chatbot:chat"),
        "keep_days": ChatSettings.now().keep_days,
        "today": now,
    }
    status = 200 if not form.errors else 422
    return render(
        request, "chatbot/embed.html" if is_embedded else "chatbot/chat.html", context, status=status
    )


def _empty_form() -> AskForm:
    return AskForm(initial={"client_id": uuid4().hex})


def _id_of(request: HttpRequest) -> str:
    """The page gives one, so that a double click begins once."""
    return request.POST.get("client_id") or uuid4().hex


def _ask_of(form: AskForm) -> dict[str, object]:
    return {"type": "ask", "id": form.cleaned_data["client_id"], "text": form.cleaned_data["text"]}


def _press(request: HttpRequest, content: dict[str, object]) -> HttpResponse:
    """A button of the page without JavaScript: numbers arrive as text."""
    exchange = request.POST.get("exchange", "")
    numbers = {"exchange": exchange, "option": content.get("option")}
    content |= {name: int(str(value)) for name, value in numbers.items() if str(value).isdecimal()}
    told = say(request, content)
    refusal = refusal_in(told)
    if refusal is not None:
        notices.error(request, refusal.text)
    walked = next((frame.exchange for frame in told if isinstance(frame, Step)), exchange)
    return _back(request, is_embedded="embedded" in request.POST, anchor=f"#exchange-{walked}")


def _back(request: HttpRequest, *, is_embedded: bool, anchor: str = "") -> HttpResponse:
    if not anchor:
        conversation = conversation_of(request)
        anchor = f"#exchange-{conversation.exchanges_count}" if conversation else ""
    return HttpResponseRedirect(reverse("chatbot:embed" if is_embedded else "chatbot:chat") + anchor)


def say(request: HttpRequest, content: object, *, markup: bool = False) -> list[ServerFrame]:
    """One frame, in the conversation that the session holds."""
    conversation = conversation_of(request)
    try:
        frame = protocol.read(content)
        _keep_pace(request, frame, conversation)
    except BadFrame as bad:
        return [refusals.from_bad_frame(bad)]
    except rate_limits.TooManyRequests:
        return [refusals.refuse("too_many", protocol.id_of(content))]
    heard = talk.hear(
        frame=frame,
        conversation=conversation,
        caller=talk.Caller(rate_limits.address_of(request), _locale(), markup),
        now=timezone.now(),
    )
    if heard.conversation is None:
        request.session.pop(SESSION_KEY, None)
    elif heard.conversation != conversation:
        request.session[SESSION_KEY] = heard.conversation.token
    return heard.frames


def _keep_pace(request: HttpRequest, frame: ClientFrame, conversation: Conversation | None) -> None:
    # Without a conversation only the looser limit of the address holds, which `talk.hear` asks for.
    if conversation is not None and not isinstance(frame, Hello):
        rate_limits.spend(rate_limits.CHAT_MESSAGES, conversation.token, now=timezone.now())


def conversation_of(request: HttpRequest) -> Conversation | None:
    return conversations.find(token=str(request.session.get(SESSION_KEY, "")))


def _answer(told: list[ServerFrame]) -> JsonResponse:
    refusal = refusal_in(told)
    status = refusals.status_of(refusal) if refusal else 200
    return JsonResponse([protocol.as_json(frame) for frame in told], safe=False, status=status)


def refusal_in(told: list[ServerFrame]) -> Refusal | None:
    return next((frame for frame in told if isinstance(frame, Refusal)), None)


def _locale() -> str:
    language = (get_language() or "")[:2]
    return language if language in protocol.LOCALES else protocol.LOCALES[0]
