"""Names for themes, taken from the opinions' own words."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import log, sqrt

from nlp.clustering.fronts import behind_front
from nlp.clustering.phrases import Phrase, begins_with_number, outside_links, phrases
from nlp.text.folding import fold
from nlp.text.sentences import split_sentences
from nlp.text.stop_words import JAPANESE
from nlp.text.tokens import Tokenizer

LONGEST = 20
_NOUNS = frozenset({"名詞", "形状詞"})
_READ_CHARACTERS = 1_000
_SAID_BY_ONE = 0.3
_TOO_LONG, _BEGINS_WITH_NUMBER, _SAID_BY_FEW, _ONE_WORD = 0.1, 0.2, 0.5, 0.3
_ALONE_NOTHING = frozenset(
    [
        "一部",
        "一般",
        "一度",
        "今後",
        "今回",
        "以前",
        "他",
        "全体",
        "全部",
        "具体",
        "基本",
        "大変",
        "本件",
        "最近",
        "普通",
        "様々",
        "活動",
        "現実",
        "現状",
        "理由",
        "無断",
        "絶対",
        "自身",
        "自分",
        "自体",
        "部分",
        "駄目",
    ]
)
"""These name something only together with another word."""
_CLOSES = dict(zip("」』）)】］]〕〉》", "「『（(【［[〔〈《", strict=True))

Key = frozenset[str]
"""What two phrases have in common that would be one name to a reader: their content words."""


class Wording:
    """How texts word things: their noun phrases, and how they usually write each noun."""

    def __init__(self, texts: Sequence[str], tokenizer: Tokenizer) -> None:
        self._texts = texts
        self._tokenizer = tokenizer
        self._phrases: dict[int, frozenset[Phrase]] = {}
        self._spellings: dict[str, Counter[str]] = {}

    def phrases(self, row: int) -> frozenset[Phrase]:
        """Return the noun phrases of the first 1,000 characters of the text at `row`."""
        if row not in self._phrases:
            self._phrases[row] = self._read(self._texts[row][:_READ_CHARACTERS])
        return self._phrases[row]

    def spelling(self, normal: str) -> str | None:
        """Return the most frequent spelling of a noun in what was read, None for a word not used as one."""
        spellings = self._spellings.get(normal)
        return min(spellings, key=lambda written: (-spellings[written], written)) if spellings else None

    def beginning(self, row: int) -> str:
        """Return how the text at `row` begins: its first words as far as a name may be long, "" without any.

        List marks and numbers in front do not count.
        """
        for start, end in split_sentences(self._texts[row][:_READ_CHARACTERS]):
            text = self._texts[row]
            words = self._first_words(text[behind_front(text, start, end) : end])
            if words:
                return words
        return ""

    def _first_words(self, text: str) -> str:
        ends = (word.span.end for word in self._tokenizer.morphemes(text) if word.kind != "空白")
        end = max((end for end in ends if end <= LONGEST), default=min(len(text), LONGEST))
        return (
            _without_open_bracket(text[:end]).strip(" 　、。・,.")
            if any(map(str.isalnum, text[:end]))
            else ""
        )

    def _read(self, text: str) -> frozenset[Phrase]:
        words = outside_links(text, self._tokenizer.morphemes(text))
        for word in words:
            if word.kind in _NOUNS and word.normal not in JAPANESE:
                spellings = self._spellings.setdefault(word.normal, Counter())
                spellings[text[word.span.start : word.span.end]] += 1
        return frozenset(phrases(text, words))


class Taken:
    """Names that are given already: neither the same letters nor the same words name a second theme."""

    def __init__(self) -> None:
        self._written: set[str] = set()
        self._words: set[Key] = set()

    def add(self, phrase: Phrase) -> None:
        self._written.add(_letters(phrase.written))
        if phrase.words:
            self._words.add(frozenset(phrase.words))

    def __contains__(self, phrase: Phrase) -> bool:
        return _letters(phrase.written) in self._written or frozenset(phrase.words) in self._words


def name(rows: Sequence[int], wording: Wording, weights: Mapping[str, float], taken: Taken) -> Phrase | None:
    """Return the phrase that names the texts at `rows` best, not among `taken`; None when they have none.

    A phrase is worth the weight of its words, more the more of the texts use it, more when it has several
    words, little when fewer than √texts / 2 say it. Of its spellings the most frequent is taken.
    """
    worths = {}
    for spellings in _used(rows, wording):
        phrase = _most_frequent(spellings)
        said = spellings.total()
        if phrase not in taken and not _ALONE_NOTHING.issuperset(phrase.words):
            often = (log(said) + _SAID_BY_ONE) * (1.0 if said >= _enough(rows) else _SAID_BY_FEW)
            worths[phrase] = _weight(phrase, weights) * often * _shape(phrase)
    return max(worths, key=lambda phrase: (worths[phrase], phrase.written), default=None)


def still(written: str, rows: Sequence[int], wording: Wording, taken: Taken) -> Phrase | None:
    """Return the name `written` that was given before, while two of the texts at `rows` say it.

    Of four or fewer, one is enough. None when the name fits no longer.
    """
    letters, least = _letters(written), min(2.0, _enough(rows))
    for spellings in _used(rows, wording):
        phrase = _most_frequent(spellings)
        if _letters(phrase.written) == letters and spellings.total() >= least and phrase not in taken:
            return next((one for one in spellings if one.written == written), phrase)
    return None


def _used(rows: Sequence[int], wording: Wording) -> list[Counter[Phrase]]:
    """How often each phrase is used, in the spellings it has."""
    used: dict[tuple[str, tuple[str, ...]], Counter[Phrase]] = defaultdict(Counter)
    for row in rows:
        for phrase in sorted(wording.phrases(row)):
            used[_letters(phrase.written), phrase.words][phrase] += 1
    return list(used.values())


def _most_frequent(spellings: Counter[Phrase]) -> Phrase:
    return min(spellings, key=lambda one: (-spellings[one], one.written))


def _enough(rows: Sequence[int]) -> float:
    return sqrt(len(rows)) / 2


def _weight(phrase: Phrase, weights: Mapping[str, float]) -> float:
    return sum(weights.get(word, 0.0) for word in dict.fromkeys(phrase.words))


def _shape(phrase: Phrase) -> float:
    if len(phrase.written) > LONGEST:
        return _TOO_LONG
    number = _BEGINS_WITH_NUMBER if begins_with_number(phrase.written) else 1.0
    return number * (1.0 if len(set(phrase.words)) > 1 else _ONE_WORD)


@lru_cache(maxsize=50_000)
def _letters(written: str) -> str:
    return "".join(sign for sign in fold(written) if sign.isalnum())


def _without_open_bracket(text: str) -> str:
    """Cut `text` before a bracket that is not closed in it; a closing one without partner goes as well."""
    open_at: list[int] = []
    for place, sign in enumerate(text):
        if sign in _CLOSES.values():
            open_at.append(place)
        elif sign in _CLOSES and not (open_at and text[open_at.pop()] == _CLOSES[sign]):
            return text[:place]
    return text[: open_at[0]] if open_at else text
