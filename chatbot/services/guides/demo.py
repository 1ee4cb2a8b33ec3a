"""The guides of the fictional city: written and published once; what editors made of them stays."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from chatbot.models import FaqEntry, Guide, GuideChoice, GuideItem, GuideStep
from chatbot.services.guides import drafting, editions
from chatbot.services.guides.drafting import About, Change, Others
from chatbot.services.guides.tree import LANGUAGES


def load(*, folder: Path, now: datetime) -> None:
    for path in sorted(folder.glob("guides-*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        if not Guide.objects.filter(key=content["key"]).exists():
            _write(content, now)


@transaction.atomic
def _write(content: dict[str, Any], now: datetime) -> None:
    words = {name: content[name] for name in ("title", "intro", "department", "url")}
    offered = [_entry(key) for key in content["entries"]]
    about = About(**words, entries=offered, others=_others(content))
    guide = drafting.create(actor=None, key=content["key"], about=about, now=now)
    _write_items(guide, None, content["everyone"])
    steps = {}
    for place, step in enumerate(content["steps"], start=1):
        steps[step["id"]] = GuideStep.objects.create(
            guide=guide,
            place=place,
            question=step["question"],
            help=step.get("help", ""),
            others=_others(step),
        )
    for step in content["steps"]:
        _write_choices(guide, steps[step["id"]], step["choices"], steps)
    editions.publish(change=Change(None, guide.version, now), guide=guide)


def _write_choices(
    guide: Guide, step: GuideStep, choices: list[dict[str, Any]], steps: dict[str, GuideStep]
) -> None:
    for place, choice in enumerate(choices, start=1):
        made = GuideChoice.objects.create(
            step=step,
            place=place,
            label=choice["label"],
            ways=choice["ways"],
            next=steps[choice["next"]] if "next" in choice else None,
            ends=choice.get("ends", False),
            others=_others(choice),
        )
        _write_items(guide, made, choice.get("items", []))


def _write_items(guide: Guide, choice: GuideChoice | None, items: list[dict[str, Any]]) -> None:
    GuideItem.objects.bulk_create(
        GuideItem(
            guide=guide,
            choice=choice,
            place=place,
            todo=item["todo"],
            bring=item.get("bring", []),
            where=item.get("where", ""),
            until=item.get("until", ""),
            entry=_entry(item["entry"]) if "entry" in item else None,
            others=_others(item),
        )
        for place, item in enumerate(items, start=1)
    )


def _others(part: dict[str, Any]) -> Others:
    return {language: part[language] for language in LANGUAGES if language in part}


def _entry(key: str) -> FaqEntry:
    return FaqEntry.objects.get(key=key)
