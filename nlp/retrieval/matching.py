"""How well each FAQ entry matches a question: a quick look at all, a close look at the best fifty."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nlp.retrieval.alignment import Alignment, Lists
from nlp.retrieval.bm25 import Bm25Index, Scores, best
from nlp.retrieval.reading import Words
from nlp.retrieval.weights import FEATURES

CANDIDATES = 50
_QUICK = {"whole": 1.0, "way": 0.4, "matters": 0.3, "way_matters": 0.3, "pairs": 0.2, "sounds": 0.2}
_SOUNDS_IF_PLAIN = 1.5
_WHOLE_K1 = 2.0


class EntryWords(NamedTuple):
    """An entry's ways of being asked (its question first, then utterances) and its answer."""

    ways: list[Words]
    answer: Words


class Look(NamedTuple):
    """What a look at all entries and a close one at the best finds.

    `rows`: the best entries that share anything, best by the quick look first. `features` (rows, features):
    standardised over the best, those that share nothing among them. `closeness` (rows, 3): what
    `Alignment.compare` gives. `quick`: the score of every entry at the quick look.
    """

    rows: list[int]
    features: npt.NDArray[np.float64]
    closeness: npt.NDArray[np.float64]
    quick: Scores


SPACES = ("whole", "way", "matters", "way_matters", "pairs", "letters", "sounds")


class Matcher:
    """Compares questions with entries; safe to read from many threads."""

    def __init__(
        self, spaces: Mapping[str, Bm25Index], first_way: npt.NDArray[np.int64], entries: Lists, ways: Lists
    ) -> None:
        self.spaces, self.first_way, self.entries, self.ways = dict(spaces), first_way, entries, ways
        whole = self.spaces["whole"]
        self._idf = np.append(whole.weights(), 0.0)
        self.alignment = Alignment(whole.words, self._idf, entries, ways)
        self._lengths = np.log1p(np.diff(ways.starts)[first_way])

    @classmethod
    def of(cls, entries: Sequence[EntryWords]) -> "Matcher":
        """Index `entries`."""
        every_way = [way for entry in entries for way in entry.ways]
        whole = Bm25Index([_all(entry, "content") for entry in entries], k1=_WHOLE_K1)
        spaces = {
            "whole": whole,
            "way": Bm25Index([way.content for way in every_way], b=0.4),
            "matters": Bm25Index([_all(entry, "matters") for entry in entries], k1=_WHOLE_K1),
            "way_matters": Bm25Index([list(dict.fromkeys(way.matters)) for way in every_way], b=0.3),
            "pairs": Bm25Index([_all(entry, "pairs") for entry in entries], k1=_WHOLE_K1),
            "letters": Bm25Index([_all(entry, "letters") for entry in entries], k1=_WHOLE_K1),
            "sounds": Bm25Index([[s for way in entry.ways for s in way.sounds] for entry in entries]),
        }
        first_way = np.cumsum([0, *(len(entry.ways) for entry in entries)])[:-1]
        telling = Lists.of([[whole.words[word] for word in _telling(entry)] for entry in entries])
        ways = Lists.of([[whole.words[word] for word in way.telling] for way in every_way])
        return cls(spaces, first_way, telling, ways)

    def __len__(self) -> int:
        return len(self.first_way)

    def look(self, question: Words) -> Look:
        """Find the best entries for `question` and describe how each fits; none that shares nothing."""
        if not len(self):
            return Look([], np.zeros((0, len(FEATURES))), np.zeros((0, 3)), np.zeros(0))
        asked = {
            "whole": question.content,
            "way": question.content,
            "matters": question.matters,
            "way_matters": question.matters,
            "pairs": question.pairs,
            "letters": question.letters,
            "sounds": question.sounds,
        }
        raw = {name: self.spaces[name].scores(asked[name]) for name in SPACES}
        of_ways = raw["way"]
        for name in ("way", "way_matters"):
            raw[name] = np.maximum.reduceat(raw[name], self.first_way)
        quick = self._quick(raw, plain=question.plain)
        rows = best(quick, CANDIDATES)
        way = [self._best_way(of_ways, row) for row in rows]
        telling = question.telling
        closeness = self.alignment.compare(telling, self.idf(telling), rows, way)
        columns = [raw[name][rows] for name in ("whole", "matters", "way_matters", "pairs", "letters")]
        columns += [*closeness.T, self._lengths[rows], raw["sounds"][rows] * question.plain]
        features = _standardised(np.stack(columns, axis=1))
        share = [place for place, row in enumerate(rows) if quick[row] > 0]
        return Look([rows[place] for place in share], features[share], closeness[share], quick)

    def idf(self, words: Sequence[str]) -> npt.NDArray[np.float64]:
        """Return the weight of each word."""
        whole = self.spaces["whole"]
        return np.array([whole.weight(word) for word in words])

    def weights_of(self, numbers: npt.NDArray[np.int32], starts: npt.NDArray[np.int64]) -> Scores:
        """Return the summed weight of the words of each list, which begins where `starts` says."""
        return np.asarray(np.add.reduceat(self._idf[numbers], starts))

    def ways_of(self, row: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """The word numbers of all ways of the entry `row`, one behind the other, and where each begins."""
        ways = self.way_range(row)
        starts = self.ways.starts[ways.start : ways.stop + 1]
        return self.ways.numbers[starts[0] : starts[-1]], starts[:-1] - starts[0]

    def share_of_ways(self, row: int, word: str) -> float:
        """Return the share of the ways of the entry `row` that have `word`, 0 to 1."""
        held, starts = self.ways_of(row)
        number = self.spaces["whole"].words.get(word, -2)
        return float(np.logical_or.reduceat(held == number, starts).mean())

    def way_range(self, row: int) -> range:
        """The numbers of the ways of the entry `row`."""
        end = self.first_way[row + 1] if row + 1 < len(self) else len(self.ways.starts) - 1
        return range(int(self.first_way[row]), int(end))

    def _quick(self, raw: Mapping[str, Scores], *, plain: bool) -> Scores:
        weights = {**_QUICK, "sounds": _SOUNDS_IF_PLAIN} if plain else _QUICK
        total = np.zeros(len(self))
        for name, weight in weights.items():
            highest = raw[name].max()
            if highest > 0:
                total += weight * raw[name] / highest
        return total

    def _best_way(self, of_ways: Scores, row: int) -> int:
        ways = self.way_range(row)
        return ways.start + int(np.argmax(of_ways[ways.start : ways.stop]))


def _standardised(columns: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    if not len(columns):
        return columns
    return np.asarray((columns - columns.mean(axis=0)) / (columns.std(axis=0) + 1e-9))


def _all(entry: EntryWords, what: str) -> list[str]:
    return [one for words in (*entry.ways, entry.answer) for one in getattr(words, what)]


def _telling(entry: EntryWords) -> list[str]:
    return list(dict.fromkeys(word for words in (*entry.ways, entry.answer) for word in words.telling))
