"""What a person reads when something could not be taken, with their words given back."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import kept
from accounts.rate_limits import Limit
from consultations.models import Opinion
from consultations.services.consultations import NotOpen
from consultations.services.participation import mentions

CONFLICT, TOO_MANY = 409, 429


def not_open(request: HttpRequest, refusal: NotOpen, *, now: datetime) -> HttpResponse:
    """The phase says no: when it closed or will open, and the text to keep."""
    return render(
        request,
        "consultations/refused_not_open.html",
        {
            "consultation": refusal.consultation,
            "opens_at": refusal.opens_at,
            "closed_at": refusal.closed_at,
            "now": now,
            **_words(request),
        },
        status=CONFLICT,
    )


def editing_is_over(request: HttpRequest, opinion: Opinion, ended_at: datetime) -> HttpResponse:
    context = {"opinion": opinion, "ended_at": ended_at, **_words(request)}
    return render(request, "consultations/refused_editing.html", context, status=CONFLICT)


def no_reply_here(request: HttpRequest, *, back: str) -> HttpResponse:
    return render(
        request, "consultations/refused_reply.html", {"back": back, **_words(request)}, status=CONFLICT
    )


def not_readable(request: HttpRequest, *, back: str) -> HttpResponse:
    """What the discussion is about was hidden or withdrawn while they wrote."""
    heading = _("This proposal is no longer public")
    reason = _("It was withdrawn or hidden, so nothing can be added to its discussion. Nothing was sent.")
    return _gone(request, back, heading, reason)


def has_words(request: HttpRequest) -> bool:
    """Whether there is anything to give back."""
    return any(_words(request).values())


def not_quotable(request: HttpRequest, *, back: str) -> HttpResponse:
    heading = _("These words can no longer be quoted")
    reason = _("They were withdrawn or hidden. Nothing was sent; you can send your comment without them.")
    return _gone(request, back, heading, reason)


def locked(request: HttpRequest, *, back: str) -> HttpResponse:
    return render(
        request, "consultations/refused_locked.html", {"back": back, **_words(request)}, status=CONFLICT
    )


def voted_on(request: HttpRequest, opinion: Opinion) -> HttpResponse:
    """The words of a statement stay as they were when people voted on them."""
    return render(request, "consultations/surveys/voted_on.html", {"opinion": opinion}, status=CONFLICT)


def too_many(limit: Limit) -> str:
    """Said in the form itself, which keeps the words and can be sent again."""
    minutes = max(1, limit.seconds // 60)
    return ngettext(
        "More than %(times)s times within %(minutes)s minute. Please wait and send it again.",
        "More than %(times)s times within %(minutes)s minutes. Please wait and send it again.",
        minutes,
    ) % {"times": limit.times, "minutes": minutes}


def too_many_page(request: HttpRequest, limit: Limit, *, back: str) -> HttpResponse:
    """For acts without words: nothing to give back but the way back."""
    context = {"message": too_many(limit), "back": back}
    return render(request, "consultations/refused_too_many.html", context, status=TOO_MANY)


def too_many_mentions() -> str:
    return ngettext(
        "A comment can call %(limit)s person by name at most. Please take the sign @ away from the others.",
        "A comment can call %(limit)s people by name at most. Please take the sign @ away from the others.",
        mentions.LIMIT,
    ) % {"limit": mentions.LIMIT}


def not_verbatim() -> str:
    return _(
        "These words do not stand there. Quote a piece of it exactly as it was written; shorten it only at "
        "the beginning and the end."
    )


def changed_meanwhile() -> str:
    return _(
        "This was changed in another window in the meantime. The newer words are shown below. "
        "If yours should replace them, send them again."
    )


def _gone(request: HttpRequest, back: str, heading: str, reason: str) -> HttpResponse:
    context = {"heading": heading, "reason": reason, "back": back, **_words(request)}
    return render(request, "consultations/refused_gone.html", context, status=CONFLICT)


def _words(request: HttpRequest) -> dict[str, str]:
    """What they sent now, or what they wrote here before they logged in."""
    held = kept.peek(request)
    said = held.initial if held and held.path == request.get_full_path() else {}
    said = request.POST.dict() if request.method == "POST" else said
    answers = [words for name, words in said.items() if name.startswith("words_") and words]
    texts = {
        "title": said.get("title", ""),
        "text": said.get("text", "") or "\n\n".join(map(str, answers)),
    }
    return {name: text.encode("utf-8", "replace").decode() for name, text in texts.items()}
