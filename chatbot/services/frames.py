"""What the visitor is told of an exchange, as frames, in the language that is active now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape

import nh3
from django.conf import settings
from django.utils.translation import gettext as _

from chatbot.models import Exchange, FaqRevision
from chatbot.protocol import Candidates, Option, Reply, ServerFrame, Source, Unknown
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


def turns(exchanges: Sequence[Exchange]) -> list[Turn]:
    revisions = _revisions_of(exchanges)
    return [_turn(exchange, revisions) for exchange in exchanges]


def of(exchanges: Sequence[Exchange]) -> list[ServerFrame]:
    """Everything said in these exchanges, in order, in one query more at the most."""
    return [frame for turn in turns(exchanges) for frame in _said(turn)]


def contact() -> str:
    return settings.CITY_CONTACT or _("the general information desk of the city hall")


def _revisions_of(exchanges: Iterable[Exchange]) -> dict[int, FaqRevision]:
    wanted: set[int] = set()
    for exchange in exchanges:
        wanted.update(exchange.candidates)
        if exchange.answer_id:
            wanted.add(exchange.answer_id)
    return FaqRevision.objects.in_bulk(wanted) if wanted else {}


def _turn(exchange: Exchange, revisions: dict[int, FaqRevision]) -> Turn:
    is_unknown = exchange.none_fits or exchange.outcome == Exchange.Outcome.UNKNOWN
    answer = revisions[exchange.answer_id] if exchange.answer_id else None
    return Turn(
        exchange=exchange,
        offered=_candidates(exchange, revisions) if exchange.candidates else None,
        reply=_reply(exchange, answer) if answer else None,
        revision=answer,
        unknown=_unknown(exchange) if is_unknown and not exchange.answer_id else None,
        chosen=_chosen(exchange),
    )


def _chosen(exchange: Exchange) -> int | None:
    if exchange.none_fits:
        return 0
    if exchange.candidates and exchange.answer_id:
        return [*exchange.candidates].index(exchange.answer_id) + 1
    return None


def _said(turn: Turn) -> Iterable[ServerFrame]:
    return (frame for frame in (turn.offered, turn.reply, turn.unknown) if frame is not None)


def _reply(exchange: Exchange, revision: FaqRevision) -> Reply:
    html = markdown.render(revision.answer)
    return Reply(
        exchange=exchange.number,
        id=exchange.client_id,
        html=html,
        text=unescape(nh3.clean(html, tags=set())).strip(),
        source=Source(
            url=revision.source_url,
            department=revision.department,
            checked_on=revision.checked_on.isoformat() if revision.checked_on else None,
            title=revision.question,
        ),
        confidence=exchange.confidence,
    )


def _candidates(exchange: Exchange, revisions: dict[int, FaqRevision]) -> Candidates:
    options = [
        Option(option=place, label=revisions[pk].question)
        for place, pk in enumerate(exchange.candidates, start=1)
    ]
    return Candidates(exchange=exchange.number, id=exchange.client_id, options=options)


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
