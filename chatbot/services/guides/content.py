"""A draft as JSON, as editions hold it, and a draft made of such JSON again."""

import hashlib
import json
from typing import Any

from chatbot.models import FaqEntry, Guide, GuideChoice, GuideItem, GuideStep

Json = dict[str, Any]
ABOUT = ("title", "intro", "department", "url", "others")


def draft(guide: Guide) -> Json:
    """In a fixed number of queries."""
    items: dict[int | None, list[Json]] = {}
    for item in guide.items.select_related("entry"):
        items.setdefault(item.choice_id, []).append(_item(item))
    steps = guide.steps.prefetch_related("choices")
    return {
        **{name: getattr(guide, name) for name in ABOUT},
        "everyone": items.get(None, []),
        "steps": [_step(step, items) for step in steps],
    }


def snapshot(guide: Guide) -> Json:
    """All that a change of the draft can change."""
    return {"content": draft(guide), "entries": list(guide.entries.values_list("pk", flat=True))}


def write(guide: Guide, content: Json, entries: list[int]) -> None:
    """Make this the draft. Questions and answers keep their numbers; inside a transaction."""
    for name in ABOUT:
        setattr(guide, name, content.get(name, getattr(guide, name)))
    guide.save(update_fields=ABOUT)
    guide.entries.set(FaqEntry.objects.filter(pk__in=entries))
    guide.items.all().delete()
    guide.steps.all().delete()
    GuideStep.objects.bulk_create(
        GuideStep(pk=step["id"], guide=guide, place=place, **_told(step, GuideStep.TEXTS))
        for place, step in enumerate(content["steps"], start=1)
    )
    choices = [
        (step["id"], place, choice)
        for step in content["steps"]
        for place, choice in enumerate(step["choices"], start=1)
    ]
    GuideChoice.objects.bulk_create(_choice_of(*placed) for placed in choices)
    held: list[tuple[int | None, list[Json]]] = [(None, content["everyone"])]
    held += [(choice["id"], choice["items"]) for _step, _place, choice in choices]
    _write_items(guide, held)


def digest(content: Json) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _write_items(guide: Guide, held: list[tuple[int | None, list[Json]]]) -> None:
    wanted = {item["entry"] for _choice, items in held for item in items}
    known = dict(FaqEntry.objects.filter(key__in=wanted).values_list("key", "pk"))
    GuideItem.objects.bulk_create(
        GuideItem(
            guide=guide,
            choice_id=choice_id,
            place=place,
            entry_id=known.get(item["entry"]),
            **_told(item, GuideItem.TEXTS),
        )
        for choice_id, items in held
        for place, item in enumerate(items, start=1)
    )


def _choice_of(step_id: int, place: int, choice: Json) -> GuideChoice:
    leads = {"next_id": choice["next"], "ends": choice["ends"]}
    told = _told(choice, GuideChoice.TEXTS)
    return GuideChoice(pk=choice["id"], step_id=step_id, place=place, **leads, **told)


def _told(part: Json, texts: tuple[str, ...]) -> Json:
    return {name: part[name] for name in texts} | {"others": part.get("others", {})}


def _of(row: GuideStep | GuideChoice | GuideItem) -> Json:
    return {name: getattr(row, name) for name in (*row.TEXTS, "others")}


def _step(step: GuideStep, items: dict[int | None, list[Json]]) -> Json:
    choices = [_choice(choice, items) for choice in step.choices.all()]
    return {"id": step.pk, **_of(step), "choices": choices}


def _choice(choice: GuideChoice, items: dict[int | None, list[Json]]) -> Json:
    leads = {"next": choice.next_id, "ends": choice.ends}
    return {"id": choice.pk, **_of(choice), **leads, "items": items.get(choice.pk, [])}


def _item(item: GuideItem) -> Json:
    return {**_of(item), "entry": item.entry.key if item.entry else ""}
