"""Puts short questions that say the same into one group; what was placed once stays where it is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import log, sqrt

from nlp.text.cleaning import clean
from nlp.text.tokens import EMPTY_CLASSES, tokenizer_for_this_thread

LEAST = 0.4
_WORDS_SHARE = 0.6
_OTHER_THAN_NOUN = 0.5
_ASKING = frozenset(
    [
        "教える",
        "知る",
        "聞く",
        "質問",
        "何処",
        "何時",
        "どの",
        "どんな",
        "どちら",
        "為る",
        "有る",
        "欲しい",
        "良い",
    ]
)

Features = dict[str, float]


class Weights:
    """How much a word or a pair of characters says: its idf among `texts` (one text a string)."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        self._total = 0
        for text in texts:
            self._counts.update(set(_words(text)) | set(_pairs(text)))
            self._total += 1

    def idf(self, feature: str) -> float:
        """Return ln((1 + N) / (1 + n)) + 1: at least 1."""
        return log((1 + self._total) / (1 + self._counts[feature])) + 1

    def features(self, text: str) -> Features:
        """Return unit weights: content words in normal form count 0.6, pairs of characters 0.4.

        Among the words nouns count twice as much as others.
        """
        words = self._unit(_words(text))
        pairs = self._unit(dict.fromkeys(_pairs(text), 1.0))
        share = _WORDS_SHARE if words else 0.0
        return {name: sqrt(share) * weight for name, weight in words.items()} | {
            name: sqrt(1 - share) * weight for name, weight in pairs.items()
        }

    def _unit(self, features: Features) -> Features:
        weights = {feature: share * self.idf(feature) for feature, share in features.items()}
        length = sqrt(sum(weight * weight for weight in weights.values()))
        return {feature: weight / length for feature, weight in weights.items()} if length else {}


def place(
    questions: Sequence[str],
    groups: Sequence[Sequence[str]],
    *,
    background: Iterable[str] = (),
    least: float = LEAST,
) -> list[int]:
    """Return for each question the number of its group.

    `groups` are the texts by which each standing group is known; from `len(groups)` on they are new groups,
    in the order of their first question. A question joins the group of the most alike text (cosine 0 to 1 of
    tf-idf weights, see `Weights.features`) from `least` on. `background` are further texts to learn from how
    common words are. One pass, leader clustering (Hartigan 1975): what was placed before is never moved.
    """
    weights = Weights([*background, *questions, *(text for texts in groups for text in texts)])
    shelf = _Shelf()
    for number, texts in enumerate(groups):
        for text in texts:
            shelf.add(number, weights.features(text))
    placed: list[int] = []
    count = len(groups)
    for question in questions:
        features = weights.features(question)
        found, likeness = shelf.nearest(features)
        if found is None or likeness < least:
            found, count = count, count + 1
            shelf.add(found, features)
        placed.append(found)
    return placed


class _Shelf:
    """The texts of groups, found by their features."""

    def __init__(self) -> None:
        self._groups: list[int] = []
        self._holders: dict[str, list[tuple[int, float]]] = defaultdict(list)

    def add(self, group: int, features: Features) -> None:
        for name, weight in features.items():
            self._holders[name].append((len(self._groups), weight))
        self._groups.append(group)

    def nearest(self, features: Features) -> tuple[int | None, float]:
        scores: dict[int, float] = defaultdict(float)
        for name, weight in features.items():
            for text, other in self._holders.get(name, ()):
                scores[text] += weight * other
        if not scores:
            return None, 0.0
        best = min(scores, key=lambda text: (-scores[text], text))
        return self._groups[best], scores[best]


def _words(text: str) -> Features:
    """Nouns say what a question is about; how it is put differs from one person to the next."""
    found: Features = {}
    for word in tokenizer_for_this_thread().morphemes(text):
        if word.kind not in EMPTY_CLASSES and word.normal not in _ASKING:
            found[word.normal] = 1.0 if word.kind == "名詞" else _OTHER_THAN_NOUN
    return found


def _pairs(text: str) -> list[str]:
    letters = "".join(sign for sign in clean(text).casefold() if sign.isalnum())
    return [f"_{letters[at : at + 2]}" for at in range(len(letters) - 1)]
