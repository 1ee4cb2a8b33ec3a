"""A small guide: where from, then (from elsewhere) whether there is a dog."""

from typing import Any

from chatbot.models import FaqEntry, Guide, GuideChoice, GuideItem, GuideStep
from chatbot.services.guides import drafting, editions
from chatbot.services.guides.drafting import About, Change, ChoiceWords, ItemWords, StepWords
from tests.factories import NOW

KEY = "moved"
TITLE = "引っ越してきたとき"
FROM, DOG = "どこから来ましたか。", "犬を飼っていますか。"


def change(guide: Guide, **fields: Any) -> Change:
    guide.refresh_from_db()
    return Change(**({"actor": None, "read_version": guide.version, "now": NOW} | fields))


def write(*entries: FaqEntry, key: str = KEY) -> Guide:
    guide = drafting.create(
        actor=None, key=key, about=About(TITLE, "はじめに。", entries=list(entries)), now=NOW
    )
    for question in (FROM, DOG):
        drafting.add_step(change=change(guide), guide=guide, words=StepWords(question))
    first, second = guide.steps.all()
    for step, words in (
        (first, ChoiceWords("ほかの市から", ["市外から", "県外"], next=second)),
        (first, ChoiceWords("汐見市の中で", ["市内"], ends=True)),
        (second, ChoiceWords("はい", ["飼っています"], ends=True)),
        (second, ChoiceWords("いいえ", ["飼っていません"], ends=True)),
    ):
        drafting.add_choice(change=change(guide), step=step, words=words)
    _put(guide, None, ItemWords("ごみの日を確かめる"))
    _put(
        guide, choice(guide, "ほかの市から"), ItemWords("転入届を出す", ["転出証明書"], "市民課", "14日以内")
    )
    _put(guide, choice(guide, "はい"), ItemWords("犬の登録を移す"))
    guide.refresh_from_db()
    return guide


def published(*entries: FaqEntry) -> Guide:
    guide = write(*entries)
    editions.publish(change=change(guide), guide=guide)
    guide.refresh_from_db()
    return guide


def step(guide: Guide, question: str) -> GuideStep:
    return guide.steps.get(question=question)


def choice(guide: Guide, label: str) -> GuideChoice:
    return GuideChoice.objects.get(step__guide=guide, label=label)


def item(guide: Guide, todo: str) -> GuideItem:
    return guide.items.get(todo=todo)


def _put(guide: Guide, chosen: GuideChoice | None, words: ItemWords) -> None:
    drafting.add_item(change=change(guide), guide=guide, choice=chosen, words=words)
