"""The demo FAQ as the chatbot would index it, and the questions to test it with."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from chatbot.services.desk import furigana
from nlp.retrieval.entries import Entry

DEMO = Path(__file__).parents[1] / "chatbot/demo"


def demo_entries() -> list[Entry]:
    """The entries with their utterances."""
    utterances = defaultdict(list)
    for row in table("utterances.csv"):
        utterances[row["key"]].append(row["utterance"])
    return [
        Entry(row["key"], row["question"], row["answer"], tuple(utterances[row["key"]]))
        for row in table("faq.csv")
    ]


def published_entries() -> list[Entry]:
    """The entries as a publication of the demo holds them: asked in English and plain Japanese, too."""
    translated = {row["key"]: row for row in table("translations.csv")}
    return [_published(entry, translated.get(entry.key, {})) for entry in demo_entries()]


def _published(entry: Entry, translated: Mapping[str, str]) -> Entry:
    easy = furigana.without(translated.get("question_easy", ""))
    return entry._replace(
        utterances=tuple(dict.fromkeys(filter(None, [*entry.utterances, easy]))),
        question_en=translated.get("question_en", ""),
        answer_en=translated.get("answer_en", ""),
    )


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the demo's files."""
    with (DEMO / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
