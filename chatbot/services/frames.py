"""What the visitor is told of an exchange, as frames, in the language that is active now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import unescape
from typing import Any

import nh3
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chatbot.models import Exchange, FaqRevision
from chatbot.protocol import Candidates, Option, Reply, ServerFrame, Source, Step, Unknown
from chatbot.services.desk import furigana, wording
from chatbot.services.desk.wording import Wording
from chatbot.services.exchanges import pressed_in, pressed_option
from chatbot.services.guides import offering, walking
from chatbot.services.guides.offering import Offered
from chatbot.services.responding import View
from chatbot.services.walkers import WALKERS
from consultations import markdown


@dataclass(frozen=True)
class Turn:
    """One question with what was said to it, for the page that works without JavaScript."""

    exchange: Exchange
    offered: Candidates | None
    reply: Reply | None
    revision: FaqRevision | None
    """The one that `reply` repeats."""
    unknown: Unknown | None
    chosen: int | None
    wording: Wording | None = None
    """In which words `reply` gives the answer."""
    besides: list[Wording] = field(default_factory=list)
    """The answer in the language of the question, where the page has another."""
    readings: list[tuple[Option, str]] = field(default_factory=list)
    """What is offered, each with its language."""
    view: View | None = None
    """Of a guide or a look-up, with `step` the same as a frame."""
    step: Step | None = None
    html: str = ""
    guides: list[Offered] = field(default_factory=list)
    """Those that go with the answer."""
    waits: int | None = None
    """The number of the exchange in which a guide waits to be gone on with."""
    pressed: list[int] = field(default_factory=list)
    """Buttons that led to others of the exchanges shown."""


def turns(exchanges: Sequence[Exchange]) -> list[Turn]:
    revisions = _revisions_of(exchanges)
    guides = offering.with_entries(
        revisions[exchange.answer_id].entry_id for exchange in exchanges if exchange.answer_id
    )
    pressed: dict[int, list[int]] = {}
    for exchange in exchanges:
        pressed.setdefault(pressed_in(exchange), []).append(pressed_option(exchange))
    return [
        replace(_turn(exchange, revisions, guides), pressed=pressed.get(exchange.number, []))
        for exchange in exchanges
    ]


def said(turn: Turn) -> str:
    """The markup of what was said, as the page shows it."""
    # Over the line there is no page and no token; the script sends what a form says as a frame.
    context = {"turn": turn, "contact": contact(), "csrf_token": "NOTPROVIDED"}
    return render_to_string("chatbot/said.html", context).strip()


def of(exchanges: Sequence[Exchange], *, markup: bool = False) -> list[ServerFrame]:
    """Everything said in these exchanges, in order, in a fixed number of queries."""
    return [frame for turn in turns(exchanges) for frame in _said(turn, said(turn) if markup else "")]


def contact() -> str:
    return settings.CITY_CONTACT or _("the general information desk of the city hall")


def _revisions_of(exchanges: Iterable[Exchange]) -> dict[int, FaqRevision]:
    wanted: set[int] = set()
    for exchange in exchanges:
        wanted.update(exchange.candidates)
        if exchange.answer_id:
            wanted.add(exchange.answer_id)
    return FaqRevision.objects.in_bulk(wanted) if wanted else {}


def _turn(exchange: Exchange, revisions: dict[int, FaqRevision], guides: dict[int, list[Offered]]) -> Turn:
    is_unknown = exchange.none_fits or exchange.outcome == Exchange.Outcome.UNKNOWN
    answer = revisions[exchange.answer_id] if exchange.answer_id else None
    return Turn(
        exchange=exchange,
        revision=answer,
        unknown=_unknown(exchange) if is_unknown and not exchange.answer_id else None,
        chosen=_chosen(exchange),
        guides=guides.get(answer.entry_id, []) if answer else [],
        waits=exchange.state.get(walking.WAITS),
        **_offered(exchange, revisions),
        **(_answered(exchange, answer) if answer else {"reply": None}),
        **_walked(exchange),
    )


def _answered(exchange: Exchange, revision: FaqRevision) -> dict[str, Any]:
    words = _words(exchange, revision)
    others = wording.others(revision, words)
    return {
        "reply": _reply(exchange, revision, words),
        "wording": words,
        "besides": [one for one in others if one.lang == exchange.language != words.lang and not one.is_easy],
    }


def _words(exchange: Exchange, revision: FaqRevision) -> Wording:
    page = (get_language() or "")[:2]
    return wording.choose(revision, locale=page, is_easy=exchange.conversation.is_easy)


def _walked(exchange: Exchange) -> dict[str, Any]:
    walker = WALKERS.get(exchange.outcome)
    if walker is None:
        return {}
    view = walker.view(exchange)
    html = furigana.render(view.text)
    step = Step(
        exchange=exchange.number,
        id=exchange.client_id,
        after=pressed_in(exchange),
        question=exchange.question,
        text=_plain(view.text),
        options=[Option(button.option, furigana.without(button.label)) for button in view.buttons],
    )
    return {"view": view, "step": step, "html": html}


@lru_cache(maxsize=256)
def _plain(text: str) -> str:
    """Without Markdown and reading aids."""
    return unescape(nh3.clean(markdown.render(furigana.without(text)), tags=set())).strip()


def _chosen(exchange: Exchange) -> int | None:
    if exchange.none_fits:
        return 0
    if exchange.candidates and exchange.answer_id:
        return [*exchange.candidates].index(exchange.answer_id) + 1
    return None


def _said(turn: Turn, markup: str) -> Iterable[ServerFrame]:
    parts = (turn.offered, turn.reply, turn.unknown, turn.step)
    return (replace(frame, said=markup) for frame in parts if frame is not None)


def _reply(exchange: Exchange, revision: FaqRevision, words: Wording) -> Reply:
    html = furigana.render(words.answer)
    return Reply(
        exchange=exchange.number,
        id=exchange.client_id,
        html=html,
        text=_plain(words.answer),
        source=Source(
            url=revision.source_url,
            department=revision.department,
            checked_on=revision.checked_on.isoformat() if revision.checked_on else None,
            title=furigana.without(words.question),
        ),
        confidence=exchange.confidence,
    )


def _offered(exchange: Exchange, revisions: dict[int, FaqRevision]) -> dict[str, Any]:
    if not exchange.candidates:
        return {"offered": None}
    words = [_words(exchange, revisions[pk]) for pk in exchange.candidates]
    options = [
        Option(option=place, label=furigana.without(one.question)) for place, one in enumerate(words, start=1)
    ]
    return {
        "offered": Candidates(exchange=exchange.number, id=exchange.client_id, options=options),
        "readings": list(zip(options, (one.lang for one in words), strict=True)),
    }


def _unknown(exchange: Exchange) -> Unknown:
    return Unknown(
        exchange=exchange.number,
        id=exchange.client_id,
        text=_(
            "I don't know the answer to this. I can only tell you about the procedures in the city's list of"
            " questions and answers. Putting it in other words may help."
        ),
        contact=contact(),
    )
