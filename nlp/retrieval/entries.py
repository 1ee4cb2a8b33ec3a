"""FAQ entries as they are written."""

from typing import NamedTuple


class Entry(NamedTuple):
    """An FAQ entry: its key, official question and answer, other ways people ask it, its words in English."""

    key: str
    question: str
    answer: str
    utterances: tuple[str, ...] = ()
    question_en: str = ""
    answer_en: str = ""
