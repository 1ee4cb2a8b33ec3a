"""Content words of Japanese and English text, by Sudachi in its shortest units (mode A)."""

import threading
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from sudachipy import Dictionary, SplitMode

from nlp.text.cleaning import clean, pieces, without_breaking_characters
from nlp.text.spans import Span
from nlp.text.stop_words import ENGLISH

EMPTY_CLASSES = frozenset({"助詞", "助動詞", "補助記号", "記号", "空白", "接続詞"})
"""Parts of speech that carry grammar, not content."""

_FIELDS = {"pos", "normalized_form", "reading_form"}
_dictionary_lock = threading.Lock()
_of_thread = threading.local()


class Morpheme(NamedTuple):
    """One word of a text: where it stands, its normalised form, part of speech and reading in katakana."""

    span: Span
    normal: str
    kind: str
    reading: str = ""


class Tokenizer:
    """Cuts text into words. Not to be shared by threads: see `tokenizer_for_this_thread`."""

    def __init__(self) -> None:
        self._sudachi = tagger(SplitMode.A, _FIELDS)
        self._kinds: dict[int, str] = {}

    def content_words(self, text: str) -> list[str]:
        """Return the normalised forms of the content words of `text`, in order, repeats kept.

        Never raises: control characters and lone surrogates count as spaces, any length is accepted.
        """
        return [m.normal for m in self._morphemes(clean(text)) if m.kind not in EMPTY_CLASSES]

    def morphemes(self, text: str) -> list[Morpheme]:
        """Return every word of `text`; spans are offsets into `text` itself."""
        return list(self._morphemes(without_breaking_characters(text)))

    def _morphemes(self, safe_text: str) -> Iterator[Morpheme]:
        for offset, piece in pieces(safe_text):
            for found in self._sudachi.tokenize(piece):
                start, end = found.begin(), found.end()
                english_particle = piece[start:end].lower() in ENGLISH
                kind = "助詞" if english_particle else self._kind(found)
                yield Morpheme(
                    Span(offset + start, offset + end), found.normalized_form(), kind, found.reading_form()
                )

    def _kind(self, found: Any) -> str:
        number = found.part_of_speech_id()
        if number not in self._kinds:
            self._kinds[number] = found.part_of_speech()[0]
        return self._kinds[number]


def tagger(mode: Any, fields: set[str]) -> Any:
    """Make a Sudachi tokenizer for the calling thread alone; a process has one dictionary (60 MB)."""
    with _dictionary_lock:
        return _dictionary().create(mode=mode, fields=fields)


def tokenizer_for_this_thread() -> Tokenizer:
    """Return the calling thread's own tokenizer, made at its first call (about 40 ms)."""
    if not hasattr(_of_thread, "tokenizer"):
        _of_thread.tokenizer = Tokenizer()
    tokenizer: Tokenizer = _of_thread.tokenizer
    return tokenizer


@cache
def _dictionary() -> Dictionary:
    return Dictionary(dict="core")
