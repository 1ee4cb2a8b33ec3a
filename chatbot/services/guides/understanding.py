"""Which of the answers offered somebody means who writes instead of pressing a button."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from chatbot.services.guides import phrases
from chatbot.services.guides.phrases import bare, latin_words
from chatbot.services.guides.tree import Choice
from nlp.text.folding import fold
from nlp.text.tokens import tokenizer_for_this_thread

ALIKE = 0.75
"""How like one of its ways an answer must be, 1 being the same."""
CLEARER = 0.12
"""By how much the best must be more alike than the next."""
LONGEST_ANSWER = 40
"""A longer text is a question or a story, not an answer to be matched."""
LONGEST_LATIN = 80

Likeness = Callable[[str, str], float]
_ASKS = re.compile(
    r"(か|かな|かしら|の|って)$|どこ|いつ|何|なに|なん|いくら|どう|どれ|どの|誰|だれ|なぜ|(教|おし)えて"
    r"|^(what|where|when|who|how|why|which|can|could|should|doi|isthere|arethere)"
)
_NEGATIVE = re.compile(r"ない|ません|なし|無し|いいえ|いや|違|ちが")
_NEGATIVE_WORDS = frozenset(["no", "not", "never", "none", "nothing", "without", "nope", "cannot"])


@dataclass(frozen=True)
class Meant:
    """One answer; or none, and then whether it sounded like one all the same."""

    choice: Choice | None = None
    is_unsure: bool = False


def meaning(text: str, choices: Sequence[Choice]) -> Meant:
    if is_long(text):
        return Meant()
    said = bare(text)
    number = phrases.number_in(text)
    if same := _the_same(said, choices):
        return Meant(same)
    if number is not None:
        is_there = 1 <= number <= len(choices)
        return Meant(choices[number - 1]) if is_there else Meant(is_unsure=True)
    if phrases.says_yes(said) or phrases.says_no(said):
        return _yes_or_no(said, choices)
    if phrases.is_at_a_loss(said):
        return Meant(is_unsure=True)
    return Meant() if asks(text) else _most_alike(text, choices)


def is_long(text: str) -> bool:
    return len(text) > (LONGEST_LATIN if latin_words(text) else LONGEST_ANSWER)


def asks(text: str) -> bool:
    """A question of the visitor's own, not an answer."""
    return "?" in fold(text) or _ASKS.search(bare(text)) is not None


def _the_same(said: str, choices: Sequence[Choice]) -> Choice | None:
    for form in (bare, _read):
        found = [choice for choice in choices if form(said) in {form(way) for way in choice.ways} - {""}]
        if len(found) == 1:
            return found[0]
    return None


def _yes_or_no(said: str, choices: Sequence[Choice]) -> Meant:
    """Where one of the answers begins with a yes or a no."""
    words = ("はい", "yes") if phrases.says_yes(said) else ("いいえ", "no")
    found = [choice for choice in choices if any(bare(way).startswith(words) for way in choice.ways)]
    return Meant(found[0]) if len(found) == 1 else Meant(is_unsure=True)


def _most_alike(text: str, choices: Sequence[Choice]) -> Meant:
    if words := latin_words(text):
        return _clearest(
            [max(_likeness_of_words(words, way) for way in choice.ways) for choice in choices], choices
        )
    said = bare(text)
    seen = [max(_likeness(said, bare(way)) for way in choice.ways) for choice in choices]
    meant = _clearest(seen, choices)
    if meant.choice is not None or meant.is_unsure:
        return meant
    read = _read(said)
    # By sound alone, too: whoever types no kanji, or the wrong ones.
    heard = [max(_likeness(read, _read(way)) for way in choice.ways) for choice in choices]
    meant = _clearest(heard, choices)
    return meant if meant.choice is not None or meant.is_unsure else _after_a_yes_or_no(said, choices)


def _after_a_yes_or_no(said: str, choices: Sequence[Choice]) -> Meant:
    """「はい、そうしました」: the first word decides where the rest does not speak against it."""
    first = re.match(r"はい|うん|ええ|いいえ|いえ", said)
    if first is None:
        return Meant()
    meant = _yes_or_no(first[0], choices)
    contradicts = phrases.says_yes(first[0]) and _NEGATIVE.search(said[first.end() :])
    return Meant(is_unsure=True) if contradicts else meant


def _clearest(scores: list[float], choices: Sequence[Choice]) -> Meant:
    ranked = sorted(zip(scores, range(len(choices)), strict=True), key=lambda pair: (-pair[0], pair[1]))
    if not ranked or ranked[0][0] < ALIKE:
        return Meant()
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < CLEARER:
        return Meant(is_unsure=True)
    return Meant(choices[ranked[0][1]])


def _likeness(said: str, way: str) -> float:
    # 「子どもはいません」 holds 「子ども」 and means the contrary.
    if not way or bool(_NEGATIVE.search(said)) != bool(_NEGATIVE.search(way)):
        return 0.0
    is_bare = phrases.says_yes(way) or phrases.says_no(way)  # 「ない」 stands in half of all sentences
    if len(way) >= 2 and way in said and not is_bare:
        return 0.75 + 0.25 * len(way) / len(said)
    return SequenceMatcher(None, said, way, autojunk=False).ratio()


def _likeness_of_words(said: tuple[str, ...], way: str) -> float:
    """English by whole words: "know" holds no "no"."""
    words = latin_words(way)
    if not words or _denies(said) != _denies(words):
        return 0.0
    places = range(len(said) - len(words) + 1)
    if any(said[place : place + len(words)] == words for place in places):
        return 0.75 + 0.25 * len(words) / len(said)
    return SequenceMatcher(None, said, words, autojunk=False).ratio()


def _denies(words: tuple[str, ...]) -> bool:
    return any(word in _NEGATIVE_WORDS or word.endswith(("n't", "n’t")) for word in words)


@lru_cache(maxsize=4096)
def _read(text: str) -> str:
    """As it is read aloud, in hiragana."""
    plain = bare(text)
    morphemes = tokenizer_for_this_thread().morphemes(plain)
    read = bare("".join(m.reading or plain[m.span.start : m.span.end] for m in morphemes))
    return read.replace("よんがつ", "しがつ").replace("ななつき", "しちがつ").replace("きゅうがつ", "くがつ")
