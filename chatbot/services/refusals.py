"""The words a visitor reads when a frame is refused, and the HTTP status that says the same."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chatbot.protocol import BadFrame, Refusal

_NOT_UNDERSTOOD = _("The chat did not understand the message. Please load the page again.")

REFUSALS: dict[str, tuple[int, str | Promise]] = {
    "bad_json": (400, _NOT_UNDERSTOOD),
    "bad_frame": (400, _NOT_UNDERSTOOD),
    "unknown_type": (400, _NOT_UNDERSTOOD),
    "bad_field": (400, _NOT_UNDERSTOOD),
    "empty_text": (400, _("Please write your question before you send it.")),
    "text_too_long": (
        413,
        _("The question is too long. Please shorten it to about 1,300 characters; the main point is enough."),
    ),
    "frame_too_large": (413, _("The message is too large and was not read. Please shorten it.")),
    "too_many": (429, _("Many messages arrived at once. Please wait a few seconds and send it again.")),
    "unknown_exchange": (404, _("That answer is no longer here. Please ask again.")),
    "unknown_option": (404, _("That choice is not among the ones offered. Please choose again.")),
    "unknown_guide": (404, _("That guide is no longer here. Please ask again.")),
    "bad_address": (400, _("This is not an e-mail address. Please correct it, or leave the field empty.")),
    "not_answered": (409, _("There is no answer yet that could be judged.")),
    "error": (500, _("Something went wrong on our side. Your question was not lost: please send it again.")),
}


def refuse(code: str, frame_id: str | None = None) -> Refusal:
    """In the language that is active now."""
    return Refusal(code=code, text=str(REFUSALS[code][1]), id=frame_id)


def from_bad_frame(bad: BadFrame) -> Refusal:
    return refuse(bad.code, bad.id)


def status_of(refusal: Refusal) -> int:
    return REFUSALS[refusal.code][0]
