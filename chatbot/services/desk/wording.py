"""In which words an answer is given: the page's language leads, and what is missing is said."""

from dataclasses import dataclass
from enum import StrEnum

from chatbot.models import FaqRevision


class Missing(StrEnum):
    NOTHING = ""
    ENGLISH = "en"
    EASY = "easy"


@dataclass(frozen=True)
class Wording:
    """A question and its answer as editors wrote them, reading aids and Markdown included."""

    question: str
    answer: str
    lang: str
    is_easy: bool = False
    missing: Missing = Missing.NOTHING
    """What the reader would rather have had."""


def choose(revision: FaqRevision, *, locale: str, is_easy: bool) -> Wording:
    if locale == "en":
        return english(revision) or _japanese(revision, is_easy=is_easy, missing=Missing.ENGLISH)
    missing = Missing.EASY if is_easy and easy(revision) is None else Missing.NOTHING
    return _japanese(revision, is_easy=is_easy, missing=missing)


def others(revision: FaqRevision, shown: Wording) -> list[Wording]:
    """The other wordings there are, for those who would rather read one of them."""
    written = (plain(revision), easy(revision), english(revision))
    return [
        one for one in written if one is not None and (one.lang, one.is_easy) != (shown.lang, shown.is_easy)
    ]


def plain(revision: FaqRevision) -> Wording:
    return Wording(revision.question, revision.answer, "ja")


def easy(revision: FaqRevision) -> Wording | None:
    if not (revision.question_easy and revision.answer_easy):
        return None
    return Wording(revision.question_easy, revision.answer_easy, "ja", is_easy=True)


def english(revision: FaqRevision) -> Wording | None:
    if not (revision.question_en and revision.answer_en):
        return None
    return Wording(revision.question_en, revision.answer_en, "en")


def _japanese(revision: FaqRevision, *, is_easy: bool, missing: Missing) -> Wording:
    found = easy(revision) if is_easy else None
    chosen = found or plain(revision)
    return Wording(chosen.question, chosen.answer, chosen.lang, chosen.is_easy, missing)
