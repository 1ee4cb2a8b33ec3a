"""What is asked of the city's own lists: garbage days, facilities, open consultations."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.utils import translation

from chatbot.models import Conversation, Exchange
from chatbot.services.lookups import consultation_talk, facility_talk, garbage, garbage_view, shelf, slots
from chatbot.services.lookups.english import in_japanese
from chatbot.services.lookups.garbage import Told
from chatbot.services.lookups.shelf import Shelf
from chatbot.services.lookups.wording import label_of
from chatbot.services.responding import Asked, Response, UnknownButton, View
from nlp.text.languages import language_of

State = dict[str, Any]
ENGLISH = "en"
_VIEWS: dict[str, Callable[[State], View]] = {
    "garbage": garbage_view.view,
    "facilities": facility_talk.view,
    "consultations": consultation_talk.view,
}


def look_up(asked: Asked) -> Response | None:
    """Answer from the lists, or ask for what is missing, if that is what the visitor wants to know."""
    found = shelf.at(asked.now)
    text = understood(asked.text, found)
    lang = _language(asked)
    told = _garbage(replace(asked, text=text), found)
    if told is None:
        state = facility_talk.answer(text, found, now=asked.now) or consultation_talk.answer(
            text, now=asked.now
        )
        told = Told(state) if state else None
    return _response(asked.conversation, told, lang) if told else None


def _language(asked: Asked) -> str:
    """English where the question is; the name of a place after an English question goes on in English."""
    written = language_of(asked.text)
    went_on = asked.before is not None and asked.before.state.get("lang") == ENGLISH
    return ENGLISH if written == ENGLISH or (went_on and written != "ja") else ""


def understood(text: str, found: Shelf) -> str:
    """The question in the words of the recognisers, which know Japanese."""
    return in_japanese(text, named=found.garbage.districts.named if found.garbage else lambda kana: "")


def tried(text: str, *, district: str, now: datetime) -> State | None:
    """What a visitor of that district would be told, and nothing is kept."""
    found = shelf.at(now)
    text = understood(text, found)
    ask = garbage.asking(found, recall=lambda: district, now=now)
    told = garbage.answer(text, ask, before=None) if ask else None
    if told is not None:
        return told.state
    return facility_talk.answer(text, found, now=now) or consultation_talk.answer(text, now=now)


def view(exchange: Exchange) -> View:
    return view_of(exchange.state)


def view_of(state: State) -> View:
    """In the page's language, but for a question in English, which is answered in English."""
    lang = state.get("lang", "")
    with translation.override(lang or translation.get_language()):
        return replace(_VIEWS[state["of"]](state), lang=lang)


def press(exchange: Exchange, option: int, now: datetime) -> tuple[str, Response]:
    state = exchange.state
    choices = state.get("choices", [])
    if not 1 <= option <= len(choices):
        raise UnknownButton
    chosen = choices[option - 1]
    lang = state.get("lang", "")
    with translation.override(lang or translation.get_language()):
        said = label_of(chosen, garbage_view.words())
    told = _pressed(exchange.conversation, state, chosen, now)
    if told is None:
        raise UnknownButton
    return said, _response(exchange.conversation, told, lang)


def _garbage(asked: Asked, found: Shelf) -> Told | None:
    before = asked.before.state if asked.before and asked.before.outcome == Exchange.Outcome.LOOKUP else {}
    ours = before if before.get("of") == "garbage" else None
    ask = garbage.asking(found, recall=_recall(asked.conversation), now=asked.now)
    return garbage.answer(asked.text, ask, before=ours) if ask else None


def _pressed(conversation: Conversation, state: State, chosen: State, now: datetime) -> Told | None:
    found = shelf.at(now)
    if state["of"] == "facilities":
        pressed = facility_talk.press(state, chosen, found, now=now)
        return Told(pressed) if pressed else None
    ask = garbage.asking(found, recall=_recall(conversation), now=now)
    return garbage.press(state, chosen, ask) if ask else None


def _response(conversation: Conversation, told: Told, lang: str) -> Response:
    if told.district:
        slots.remember(conversation=conversation, slot=slots.DISTRICT, text=told.district)
    return Response(
        Exchange.Outcome.LOOKUP, confidence=1.0, state=told.state | ({"lang": lang} if lang else {})
    )


def _recall(conversation: Conversation) -> Callable[[], str]:
    return partial(slots.value, conversation, slots.DISTRICT)
