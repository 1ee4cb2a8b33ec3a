"""Text made safe to analyse: one normal form, no characters that break a tokenizer."""

import re
import unicodedata
from collections.abc import Iterator

SUDACHI_MAX_BYTES = 49_149
"""More UTF-8 bytes than this in one call make SudachiPy raise."""

_BREAKING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_REPEATED = re.compile(r"(.)\1{15,}", re.DOTALL)
_COMBINING = r"[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f]"
_COMBINING_RUN = re.compile(f"({_COMBINING}{{4}}){_COMBINING}+")


def without_breaking_characters(text: str) -> str:
    """Return `text` with control characters and lone surrogates as spaces; every offset stays valid."""
    return _BREAKING.sub(" ", text)


def clean(text: str) -> str:
    """Fold `text` for analysis: NFKC, nothing a tokenizer breaks on.

    Runs of one character and of combining marks are cut short: they carry no meaning and make
    look-ups slow. Offsets into the result say nothing about offsets into `text`.
    """
    safe = _COMBINING_RUN.sub(r"\1", without_breaking_characters(text))
    return _REPEATED.sub(_shortened, unicodedata.normalize("NFKC", safe))


def _shortened(run: re.Match[str]) -> str:
    character: str = run[1]
    return character * 15


def pieces(text: str, max_bytes: int = SUDACHI_MAX_BYTES) -> Iterator[tuple[int, str]]:
    """Yield (offset, piece) of at most `max_bytes` UTF-8 bytes each, cut at a line or sentence end if any.

    Joining the pieces gives `text` again. `text` holds no lone surrogates.
    """
    start = 0
    while start < len(text):
        end = _furthest_end(text, start, max_bytes)
        yield start, text[start:end]
        start = end


def _furthest_end(text: str, start: int, max_bytes: int) -> int:
    window = text[start : start + max_bytes]
    fitting = len(window.encode()[:max_bytes].decode(errors="ignore"))
    if start + fitting == len(text):
        return len(text)
    stop = max(window.rfind(mark, 0, fitting) for mark in ("\n", "。", "、", " "))
    return start + (stop + 1 if stop >= 0 else fitting)
