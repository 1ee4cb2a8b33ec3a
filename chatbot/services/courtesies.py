"""A greeting or a word of thanks is no question: it is returned, and nobody has to read it as left open."""

import re
from datetime import datetime

from django.utils.translation import gettext as _

from chatbot.models import Exchange
from chatbot.services.guides import walking
from chatbot.services.responding import Asked, Response, UnknownButton, View
from nlp.text.folding import fold

GREETING, THANKS = "greeting", "thanks"
_SAID = {
    GREETING: """
        こんにちは こんにちわ こんばんは こんばんわ おはよう おはようございます はじめまして もしもし どうも
        お世話になります お世話になっております よろしく よろしくお願いします よろしくお願いいたします
        hello hi hey good·morning good·afternoon good·evening
    """,
    THANKS: """
        ありがとう ありがとうございます ありがとうございました どうもありがとう どうもありがとうございます
        どうもありがとうございました 有難う 有難うございます 有難うございました 感謝します 助かりました
        助かります わかりました 分かりました 了解 了解です 了解しました 承知しました なるほど
        お世話になりました 失礼します 失礼しました さようなら さよなら
        thanks thank·you thank·you·very·much thank·you·so·much many·thanks bye goodbye good·bye i·see got·it
    """,
}
_KINDS = {fold(said.replace("·", " ")): kind for kind, every in _SAID.items() for said in every.split()}
_SIGNS = re.compile(r"[^\w ]+")


def kind_of(text: str) -> str | None:
    """The kind, when the text is a courtesy and nothing else, whatever signs stand around it."""
    return _KINDS.get(fold(_SIGNS.sub("", text)))


def respond(asked: Asked) -> Response | None:
    """None while a guide waits for an answer, which わかりました might be: the guide then asks again."""
    kind = kind_of(asked.text)
    if kind is None or walking.open_guide(asked.before):
        return None
    return Response(Exchange.Outcome.COURTESY, confidence=1.0, state={"kind": kind})


def view(exchange: Exchange) -> View:
    if exchange.state["kind"] == THANKS:
        return View(title="", text=_("Thank you, too. If there is anything else, please ask."))
    return View(title="", text=_("Hello. Please write what you would like to know, in your own words."))


def press(exchange: Exchange, option: int, now: datetime) -> tuple[str, Response]:
    raise UnknownButton
