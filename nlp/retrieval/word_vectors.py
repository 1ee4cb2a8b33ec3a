"""Word vectors of GiNZA's model, read from its files: spaCy itself would take 300 MB of a web process.

Each of 480,443 words points to one of 20,000 vectors; they are centred and reduced to 100 principal
components.
"""

import importlib.util
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgpack
import numpy as np
import numpy.typing as npt

from nlp.threads import on_one_thread

Vectors = npt.NDArray[np.floating]

SIZE = 100
_PIECE = 1_000
_FIRST = 1
"""The first component tells frequent words from rare ones, not what they mean."""

_MASK = 0xFFFFFFFFFFFFFFFF
_MULTIPLIER = 0xC6A4A7935BD1E995
_ROTATION = 47


class WordVectors:
    """Unit vectors of words; about 9 MB, safe to read from many threads."""

    def __init__(self, keys: npt.NDArray[np.uint64], rows: npt.NDArray[np.uint16], table: Vectors) -> None:
        self._keys, self._rows, self._table = keys, rows, table

    def of(self, words: Sequence[str]) -> Vectors:
        """Return an array (words, 100); a word the model does not know has zeros."""
        wanted = np.array([word_key(word) for word in words], dtype=np.uint64)
        places = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        known = self._keys[places] == wanted
        found = self._table[self._rows[places]].astype(np.float32)
        found[~known] = 0.0
        return found


def word_key(word: str) -> int:
    """The key of a word in spaCy's tables: MurmurHash64A (Appleby 2008, public domain) with seed 1."""
    data = word.encode("utf-8", "replace")
    mixed = (1 ^ (len(data) * _MULTIPLIER)) & _MASK
    whole = len(data) & ~7
    for at in range(0, whole, 8):
        block = (int.from_bytes(data[at : at + 8], "little") * _MULTIPLIER) & _MASK
        block = ((block ^ (block >> _ROTATION)) * _MULTIPLIER) & _MASK
        mixed = ((mixed ^ block) * _MULTIPLIER) & _MASK
    if rest := data[whole:]:
        mixed = ((mixed ^ int.from_bytes(rest, "little")) * _MULTIPLIER) & _MASK
    mixed = ((mixed ^ (mixed >> _ROTATION)) * _MULTIPLIER) & _MASK
    return mixed ^ (mixed >> _ROTATION)


@cache
@on_one_thread
def word_vectors() -> WordVectors:
    """Load the vectors at the first call (about 0.5 s). Raises FileNotFoundError without the model."""
    folder = _vocabulary()
    keys, rows = _keys_and_rows(folder / "key2row")
    return WordVectors(keys, rows, _reduced(np.load(folder / "vectors", mmap_mode="r")))


def _vocabulary() -> Path:
    """Found without importing the package, which would import spaCy."""
    found = importlib.util.find_spec("ja_ginza")
    for place in (found.submodule_search_locations or []) if found else []:
        for folder in sorted(Path(place).glob("ja_ginza-*/vocab")):
            return folder
    message = "the package ja_ginza is not installed"
    raise FileNotFoundError(message)


def _keys_and_rows(path: Path) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint16]]:
    with path.open("rb") as file:
        unpacker = msgpack.Unpacker(file)
        size = unpacker.read_map_header()
        keys, rows = np.empty(size, dtype=np.uint64), np.empty(size, dtype=np.int64)
        for place in range(size):
            keys[place], rows[place] = unpacker.unpack(), unpacker.unpack()
    held = np.flatnonzero(rows >= 0)
    order = held[np.argsort(keys[held])]
    return keys[order], rows[order].astype(np.uint16)


def _reduced(full: Vectors) -> Vectors:
    """Projected piece by piece: the whole as a copy in memory would stay with the process."""
    mean = np.asarray(full.mean(axis=0))
    pieces = range(0, len(full), _PIECE)
    spread = sum((full[at : at + _PIECE] - mean).T @ (full[at : at + _PIECE] - mean) for at in pieces)
    _, axes = np.linalg.eigh(spread)
    axes = axes[:, ::-1][:, _FIRST : _FIRST + SIZE]
    table = np.empty((len(full), SIZE), dtype=np.float16)
    for at in pieces:
        projected = (full[at : at + _PIECE] - mean) @ axes
        lengths = np.maximum(np.linalg.norm(projected, axis=1, keepdims=True), 1e-9)
        table[at : at + _PIECE] = projected / lengths
    return table
