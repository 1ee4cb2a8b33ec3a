"""Which guides go with which answers."""

from collections.abc import Iterable
from dataclasses import dataclass

from chatbot.models import Guide
from chatbot.services.desk import furigana
from chatbot.services.guides import telling


@dataclass(frozen=True)
class Offered:
    key: str
    title: str


def with_entries(entry_ids: Iterable[int]) -> dict[int, list[Offered]]:
    """{entry: guides offered with it}, in one query, or none when nothing is asked for."""
    wanted = set(entry_ids)
    if not wanted:
        return {}
    rows = (
        Guide.objects.published()
        .filter(current__entries__in=wanted)
        .order_by("pk")
        .values_list("current__entries", "key", "current__content")
    )
    found: dict[int, list[Offered]] = {}
    for entry_id, key, content in rows:
        if entry_id in wanted:
            told = (content.get("others") or {}).get(telling.language(), {}).get("title")
            found.setdefault(entry_id, []).append(Offered(key, furigana.without(told or content["title"])))
    return found
