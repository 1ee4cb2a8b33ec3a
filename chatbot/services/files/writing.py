"""Entries as files: our own tables, the four columns that cities exchange, and Rasa's training data."""

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import yaml
from django.utils.translation import gettext_lazy as _

from chatbot.models import FaqEntry, FaqRevision, TestQuestion, Utterance
from chatbot.services.desk import furigana
from chatbot.services.faq import Words, words_of
from consultations.exports.sheets import to_csv

RASA_VERSION = "3.1"
ENTRY_COLUMNS = ("key", "field", *Words.__dataclass_fields__)
FOUR_COLUMNS = ("ID", "問い合わせ文", "応答文", "カテゴリ")
CSV, ZIP = "text/csv; charset=utf-8", "application/zip"
_FIRST_OF_ALL = (1980, 1, 1, 0, 0, 0)


class Shape(StrEnum):
    ENTRIES = "entries"
    UTTERANCES = "utterances"
    QUESTIONS = "questions"
    FOUR = "four"
    RASA = "rasa"


LABELS = {
    Shape.ENTRIES: _("All columns of the entries (CSV)"),
    Shape.UTTERANCES: _("Phrasings (CSV)"),
    Shape.QUESTIONS: _("Test questions (CSV)"),
    Shape.FOUR: _("The four columns that cities exchange: ID, 問い合わせ文, 応答文, カテゴリ (CSV)"),
    Shape.RASA: _("Rasa training data: nlu, domain, rules (YAML in a ZIP)"),
}


@dataclass(frozen=True)
class Written:
    name: str
    kind: str
    content: bytes


def write(shape: Shape, *, on: date) -> Written:
    """What is in use now, whether published or not."""
    ending, kind = ("zip", ZIP) if shape == Shape.RASA else ("csv", CSV)
    return Written(f"faq-{shape}-{on.isoformat()}.{ending}", kind, _WRITERS[shape]())


def _entries() -> list[FaqEntry]:
    return list(
        FaqEntry.objects.in_use().select_related("current").prefetch_related("utterances").order_by("pk")
    )


def _all_columns() -> bytes:
    rows = [
        [entry.key, entry.field, *vars(words_of(entry.current)).values()]
        for entry in _entries()
        if entry.current
    ]
    return to_csv(ENTRY_COLUMNS, rows)


def _four_columns() -> bytes:
    """Without reading aids, which are our own notation."""
    return to_csv(FOUR_COLUMNS, (_four(entry, entry.current) for entry in _entries() if entry.current))


def _four(entry: FaqEntry, current: FaqRevision) -> list[str]:
    return [entry.key, furigana.without(current.question), furigana.without(current.answer), entry.field]


def _utterances() -> bytes:
    found = Utterance.objects.filter(entry__in=FaqEntry.objects.in_use()).order_by("entry", "pk")
    return to_csv(("key", "utterance"), found.values_list("entry__key", "text"))


def _questions() -> bytes:
    rows = ([one.question, "|".join(one.expected), one.kind] for one in TestQuestion.objects.all())
    return to_csv(("question", "expected", "kind"), rows)


def _rasa() -> bytes:
    entries = [entry for entry in _entries() if entry.current]
    files = {"data/nlu.yml": _nlu(entries), "domain.yml": _domain(entries), "data/rules.yml": _rules(entries)}
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(zipfile.ZipInfo(name, _FIRST_OF_ALL), text)
    return archive.getvalue()


def _nlu(entries: Iterable[FaqEntry]) -> str:
    """Written by hand: Rasa wants the examples as a literal block of lines that begin with a hyphen."""
    parts = [f'version: "{RASA_VERSION}"\nnlu:\n']
    for entry in entries:
        lines = "".join(f"    - {text}\n" for text in dict.fromkeys(_asked(entry)))
        parts.append(f"- intent: {_plain(entry.key)}\n  examples: |\n{lines}")
    return "".join(parts)


def _asked(entry: FaqEntry) -> list[str]:
    question = furigana.without(entry.current.question) if entry.current else ""
    return [" ".join(text.split()) for text in (question, *(one.text for one in entry.utterances.all()))]


def _domain(entries: Iterable[FaqEntry]) -> str:
    responses = {
        f"utter_{entry.key}": [
            {
                "text": entry.current.answer,
                "metadata": {"question": entry.current.question, "field": entry.field},
            }
        ]
        for entry in entries
        if entry.current
    }
    intents = [name.removeprefix("utter_") for name in responses]
    return _dump({"version": RASA_VERSION, "intents": intents, "responses": responses})


def _rules(entries: Iterable[FaqEntry]) -> str:
    rules = [
        {"rule": entry.key, "steps": [{"intent": entry.key}, {"action": f"utter_{entry.key}"}]}
        for entry in entries
    ]
    return _dump({"version": RASA_VERSION, "rules": rules})


def _plain(value: str) -> str:
    """A scalar as YAML needs it: a key such as `no` or `12` in quotation marks."""
    return str(yaml.safe_dump(value)).splitlines()[0]


def _dump(content: object) -> str:
    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000))


_WRITERS: dict[Shape, Callable[[], bytes]] = {
    Shape.ENTRIES: _all_columns,
    Shape.UTTERANCES: _utterances,
    Shape.QUESTIONS: _questions,
    Shape.FOUR: _four_columns,
    Shape.RASA: _rasa,
}
