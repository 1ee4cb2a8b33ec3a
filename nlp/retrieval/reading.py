"""Texts as the index compares them: words, matters, pieces of spelling and of sound."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import jaconv

from nlp.retrieval.phrases import Phrases, matters, one_spelling
from nlp.text.cleaning import clean
from nlp.text.sentences import split_sentences
from nlp.text.stop_words import ENGLISH, JAPANESE
from nlp.text.tokens import EMPTY_CLASSES, tokenizer_for_this_thread

_ASKING_WORDS = """
教える 知る 聞く 尋ねる 質問 何処 どこ 何時 いつ 何故 どの どれ どんな どちら 誰 彼 今日 明日 居る 宜しい 済む
御免 つく 件 方法 仕方
"""
LIGHT = frozenset(_ASKING_WORDS.split()) | JAPANESE | ENGLISH
"""Words that do not say what a question is about; つく is that of について."""

_ASKS = re.compile(
    r"[?？]|か[。.!！]*$|(教えて|知りたい|ください|下さい|ほしい|欲しい|たい|とう|んけど|んやけど|のん|ねん)"
)
_CONTACT = re.compile(r"【お?問い?合わ?せ先?】")
_KANJI = re.compile(r"[一-鿿]")
_ROMAJI = re.compile(r"^[\x00-\x7f]*$")
_LETTERS = re.compile(r"[一-鿿ァ-ヶー]")
_SOUNDS = (2, 3)
_LONG_STORY = 60
"""From so many characters on, the sentence that asks counts twice."""


class Words(NamedTuple):
    """A text as the index sees it.

    `content`: normal forms of its content words. `matters`: what they point to (see `everyday_words`).
    `pairs`: neighbouring characters. `letters`: kanji and katakana of the telling words. `sounds`: two and
    three neighbouring kana of the reading. `plain`: no kanji, so that words may be cut wrongly.
    """

    content: list[str]
    matters: list[str]
    pairs: list[str]
    letters: list[str]
    sounds: list[str]
    plain: bool

    @property
    def telling(self) -> list[str]:
        """The different content words that say what the text is about."""
        return [word for word in dict.fromkeys(self.content) if word not in LIGHT]


class Reader:
    """Reads texts; `synonyms` are groups of words that shall count as one word. Safe to share by threads."""

    def __init__(self, synonyms: Sequence[Sequence[str]] = ()) -> None:
        self.synonyms = tuple(tuple(group) for group in synonyms)
        self._same = Phrases(self.synonyms)

    def read(self, text: str) -> Words:
        """Cut `text` into what is compared. Never raises, whatever the text."""
        safe = clean(text)
        found = [m for m in tokenizer_for_this_thread().morphemes(safe) if not m.normal.isspace()]
        held = [m for m in found if m.kind not in EMPTY_CLASSES]
        content = [one_spelling(m.normal) for m in held]
        letters = [
            letter
            for m in held
            if m.normal not in LIGHT
            for letter in _LETTERS.findall(safe[m.span.start : m.span.end])
        ]
        return Words(
            content=self._one_word_each(content),
            matters=[f"§{place.group}" for place in matters().find(content)],
            pairs=runs("".join(sign for sign in safe.casefold() if sign.isalnum()), 2),
            letters=letters,
            sounds=_sounds(safe, "".join(m.reading for m in found if m.kind not in ("補助記号", "空白"))),
            plain=not _KANJI.search(safe),
        )

    def read_question(self, text: str) -> Words:
        """Read what somebody asks: in a long story the sentences that ask count twice."""
        words = self.read(text)
        asked = asking_sentences(text) if len(text) >= _LONG_STORY else []
        if not asked:
            return words
        again = self.read(" ".join(asked))
        return words._replace(content=words.content + again.content, matters=words.matters + again.matters)

    def _one_word_each(self, content: list[str]) -> list[str]:
        replaced: list[str] = []
        behind = 0
        places = {place.start: place for place in reversed(list(self._same.find(content)))}
        for at, word in enumerate(content):
            if at in places and at >= behind:
                replaced.append(f"={places[at].group}")
                behind = places[at].end
            elif at >= behind:
                replaced.append(word)
        return replaced


def without_contact(answer: str) -> str:
    """Return `answer` up to its heading 【お問い合わせ】: what follows says who, not what."""
    return _CONTACT.split(answer, maxsplit=1)[0]


def asking_sentences(text: str) -> list[str]:
    """The sentences of `text` that ask or wish for something; none when it is one sentence."""
    sentences = [text[span.start : span.end] for span in split_sentences(text)]
    return [one for one in sentences if _ASKS.search(one)] if len(sentences) > 1 else []


def _sounds(text: str, reading: str) -> list[str]:
    kana = jaconv.alphabet2kana(text.lower()) if _ROMAJI.match(text) else reading
    letters = "".join(sign for sign in jaconv.hira2kata(kana) if "ァ" <= sign <= "ー")
    return [run for length in _SOUNDS for run in runs(letters, length)]


def runs(letters: str, length: int) -> list[str]:
    """Every run of `length` neighbouring characters."""
    return [letters[at : at + length] for at in range(len(letters) - length + 1)]
