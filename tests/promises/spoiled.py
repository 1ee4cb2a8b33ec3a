"""Payloads in every text that is kept: each field of each model carries all of them, or is named here."""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

from django.apps import apps
from django.db import models

from tests.promises.payloads import PAYLOADS

APPS = ("accounts", "chatbot", "consultations")
TEXT = (models.CharField, models.TextField, models.JSONField)
AT_ONCE = 35
GROUPS = [" ".join(PAYLOADS[start : start + AT_ONCE]) for start in range(0, len(PAYLOADS), AT_ONCE)]
WRITTEN = re.compile(r"[^\x00-\x7f]|^https?://")
"""In JSON: what people wrote, as against keys and numbers; the town's words are Japanese."""
ENDING = re.compile(r"(\.(csv|zip|pdf|docx))?$")
"""Of a file's name, by which it is read."""
MARK = re.compile(r"k(\d+)k")

# Drawn, counted, signed or chosen by the program, or read against a strict pattern before it is kept.
BY_THE_PROGRAM = frozenset(
    """
    key slug token client_id digest sha256 scan_sha256 input_hash result_hash hash previous_hash name_key
    idempotency_key submission_key form_key source_key receipt reference locale language encoding code
    code_version dictionary_version worker checkpoint_stage stage last_change password action subject folded
    number
    """.split()  # noqa: SIM905 - thirty names
)
BY_THE_PROGRAM_IN = {
    "accounts.AuditEvent.details": "written by the program and chained by hashes; no page shows it",
    "chatbot.ChatDay.entries": "ids and counts",
    "chatbot.ChatDay.groups": "ids and counts",
    "chatbot.ChatDay.times": "counts",
    "chatbot.Exchange.candidates": "ids",
    "chatbot.LookupSet.city": "equals the city's name in the settings, or the list does not answer",
    "chatbot.LookupSet.counts": "counts",
    "chatbot.Publication.before": "keys and marks of the release before",
    "chatbot.Publication.curve": "numbers",
    "chatbot.Publication.quality": "numbers",
    "chatbot.QuestionGroup.nearest": "ids",
    "chatbot.TestQuestion.expected": "keys",
    "consultations.AnalysisRun.changes": "keys and counts",
    "consultations.AnalysisRun.parameters": "numbers",
    "consultations.Membership.added": "offsets",
    "consultations.Membership.stance_words": "offsets",
    "consultations.Area.outline": "read as a polygon of numbers",
    "consultations.Flag.places": "offsets",
    "consultations.SheetRevision.answers": "ids and numbers; free answers are opinions",
    "consultations.GroupSearch.found": "numbers",
    "consultations.Job.parameters": "ids; a new theme's name, which no page reads from here",
    "consultations.Job.result": "counts",
    "consultations.Archive.counts": "counts",
    "consultations.News.details": "ids and choices",
    "consultations.Notice.age_bands": "choices",
    "consultations.Publication.figures": "counts",
    "consultations.PublishedFile.covers": "a digest, by which a file is known to be of today",
    "consultations.PublishedRow.quotations": "ids and offsets",
    "consultations.Round.name": "names of functions",
    "consultations.WorkerPulse.name": "the host and number of a process",
    "consultations.SheetDraft.place": "which form it is",
}
PARSED = {"days", "by_day", "closed", "exceptions", "weekdays", "opens", "closes"}
"""Keys in lists of the city whose values are read by a grammar before they are kept."""
STAY_EMPTY = {
    "consultations.Statement.text",
    "consultations.Theme.staff_label",
    "chatbot.LeftQuestion.answer",
}
"""What is empty where a constraint or another text asks for it."""


def fields() -> dict[str, "models.Field[Any, Any]"]:
    """Every field that holds text which somebody may have written, by its name."""
    found = {}
    for model in apps.get_models():
        if model._meta.app_label not in APPS:
            continue
        for field in model._meta.concrete_fields:
            name = f"{model._meta.label}.{field.name}"
            is_text = isinstance(field, TEXT) and not field.choices
            if is_text and field.name not in BY_THE_PROGRAM and name not in BY_THE_PROGRAM_IN:
                found[name] = field
    return found


class Spoiler:
    """Overwrites a town. `marks` says which numbers stand in front of the payloads of which field."""

    def __init__(self) -> None:
        self.marks: dict[str, set[int]] = {}
        self._numbers = count(1)
        self._said: dict[str, tuple[int, str]] = {}

    def spoil(self) -> None:
        for name, field in fields().items():
            self.marks[name] = set()
            rows = list(field.model._default_manager.order_by("pk"))
            for place, row in enumerate(rows):
                before = getattr(row, field.attname)
                setattr(row, field.attname, self._value(name, field, before, place, len(rows)))
            field.model._default_manager.bulk_update(rows, [field.name], batch_size=100)

    def _value(self, name: str, field: "models.Field[Any, Any]", before: Any, place: int, rows: int) -> Any:
        if isinstance(field, models.JSONField):
            return self._json(name, before)
        if before == "" and (place % 2 or name in STAY_EMPTY):
            return before  # what is empty may be said otherwise: every second time it stays
        number = self._mark(name)
        share = max(1, -(-len(GROUPS) // rows))
        payloads = " ".join(GROUPS[(place * share + more) % len(GROUPS)] for more in range(share))
        if isinstance(field, models.EmailField):
            return f'"<svg/onload=tripped()>k{number}k"@example.org'
        if isinstance(field, models.URLField):
            scheme = "https://elsewhere.example/" if place % 2 else "javascript:tripped()//"
            return f"{scheme}k{number}k {payloads}"
        return f"k{number}k {payloads}{_ending(before)}"

    def _json(self, name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {
                self._json(name, key): one if key in PARSED else self._json(name, one)
                for key, one in value.items()
            }
        if isinstance(value, list):
            return [self._json(name, one) for one in value]
        if not isinstance(value, str) or not WRITTEN.search(value):
            return value
        # The same words stay the same words: what is kept in one place is looked up in another.
        if value not in self._said:
            number = self._mark(name)
            start = "javascript:tripped()//" if value.startswith("http") else ""
            self._said[value] = (number, f"{start}k{number}k {GROUPS[number % len(GROUPS)]}")
        number, spoiled = self._said[value]
        self.marks[name].add(number)
        return spoiled

    def _mark(self, name: str) -> int:
        number = next(self._numbers)
        self.marks[name].add(number)
        return number


def _ending(before: str | None) -> str:
    found = ENDING.search(before or "")
    return found[0] if found else ""


def marks_in(text: str) -> Iterator[int]:
    return (int(number) for number in MARK.findall(text))
