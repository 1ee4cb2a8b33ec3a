"""What changed between two versions of an answer, part by part."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chatbot.models import FaqRevision
from chatbot.services.faq import words_of
from consultations.wording import Change, changes

LABELS: dict[str, str | Promise] = {
    "question": _("Question"),
    "answer": _("Answer"),
    "question_en": _("Question in English"),
    "answer_en": _("Answer in English"),
    "question_easy": _("Question in plain Japanese"),
    "answer_easy": _("Answer in plain Japanese"),
    "source_url": _("Address of the official page"),
    "department": _("Department"),
    "contact": _("Where to ask"),
    "checked_on": _("Checked on"),
    "valid_from": _("Holds from"),
    "valid_until": _("Holds until"),
}


@dataclass(frozen=True)
class Part:
    label: str | Promise
    lang: str
    changes: list[Change]
    is_changed: bool


def parts(before: FaqRevision | None, after: FaqRevision) -> list[Part]:
    """Everything that stands in either version, in the order of the form."""
    new = {name: _shown(value) for name, value in vars(words_of(after)).items()}
    old = {name: _shown(value) for name, value in vars(words_of(before)).items()} if before else new
    return [_part(name, old[name], new[name]) for name in LABELS if old[name] or new[name]]


def _part(name: str, old: str, new: str) -> Part:
    lang = "en" if name.endswith("_en") else "ja"
    return Part(LABELS[name], lang, changes(old, new), old != new)


def _shown(value: Any) -> str:
    if value is None or isinstance(value, str):
        return (value or "").replace("\r\n", "\n")
    return date_format(value, "Y-m-d")
