"""The ways a thing or a place is written, brought to one form, and what is close to it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from nlp.text.folding import fold
from nlp.text.tokens import tokenizer_for_this_thread

MAX_FORM = 40
ByLength = dict[int, list[tuple[str, frozenset[str]]]]
"""Forms with the letters in them, by their length."""
_NOISE = re.compile(r"[ーｰ・、,，/／.。!！?？〜~\s「」『』“”\"'”()（）【】\[\]★※:：…]+")
_ASIDES = re.compile(r"[（(【\[＜<].*?[）)】\]＞>]")
_SIZES = re.compile(r"\d+\s*(?:cm|ｃｍ|センチ|％|%|ｍ|m|l|リットル|kg|型|インチ).*", re.IGNORECASE)
_JOINED = re.compile(r"[、，,・/／]|または|及び|および|もしくは")
_TAILS = re.compile(r"(?:など|等|類|のみ|製)$")
_HIRAGANA = re.compile(r"[ぁ-ゖー]+")


def form(text: str) -> str:
    """What two spellings of one name have in common; long marks and punctuation do not count."""
    return _NOISE.sub("", fold(text))


def bases(name: str, notice: str) -> list[str]:
    """A name as a list gives it, without asides and sizes, and its parts when it names several things."""
    plain = unsized = _SIZES.sub("", _ASIDES.sub("", name)).strip()
    if notice and unsized.endswith(notice.strip()):
        unsized = unsized.removesuffix(notice.strip()).strip()
    if "。" in plain:
        return []
    found = [plain, unsized, *_inner(name)]
    found += [part for whole in (plain, unsized) for part in _parts(whole)]
    return [text for text in dict.fromkeys(text.strip() for text in found) if text]


def forms_of_item(name: str, notice: str, reading: str) -> list[str]:
    """The forms by which an item is found, the whole name first."""
    words = [name, *bases(name, notice), *_other_names(reading)]
    found = [form(word) for word in words if word]
    found += [said for word in bases(name, notice)[:2] if (said := spoken(word))]
    return [text for text in dict.fromkeys(found) if 0 < len(text) <= MAX_FORM]


@lru_cache(maxsize=4096)
def spoken(text: str) -> str:
    """How it is read, as a form: for those who type no kanji."""
    if form(text) == text and _HIRAGANA.fullmatch(text):
        return ""
    morphemes = tokenizer_for_this_thread().morphemes(text)
    return form("".join(m.reading or text[m.span.start : m.span.end] for m in morphemes))


def distance(left: str, right: str, most: int) -> int:
    """How many letters are wrong, missing, too many or swapped; `most` + 1 when more than that."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(right) + 1))
    for row, letter in enumerate(left, start=1):
        now = [row]
        for column, other in enumerate(right, start=1):
            cost = min(above[column] + 1, now[-1] + 1, above[column - 1] + (letter != other))
            is_swap = row > 1 < column and left[row - 2 : row] == right[column - 2 : column][::-1]
            now.append(min(cost, before[column - 2] + 1) if is_swap else cost)
        if min(now) > most:
            return most + 1
        before, above = above, now
    return above[-1]


def by_length(forms: Iterable[str]) -> ByLength:
    found: ByLength = defaultdict(list)
    for text in forms:
        found[len(text)].append((text, frozenset(text)))
    return found


def nearest(wanted: str, forms: ByLength) -> list[str]:
    """The forms with the fewest typing errors, if they are few for their length."""
    most = 0 if len(wanted) < 4 else 1 if len(wanted) < 7 else 2
    letters = frozenset(wanted)
    close = [
        text
        for length in range(max(4, len(wanted) - most), len(wanted) + most + 1)
        for text, own in forms.get(length, ())
        if len(letters - own) <= most >= len(own - letters)
    ]
    measured = [(far, text) for text in close if (far := distance(wanted, text, most)) <= most]
    best = min(measured, default=(0, ""))[0]
    return [text for far, text in measured if far == best]


def _parts(text: str) -> list[str]:
    return [_TAILS.sub("", part.strip()) for part in _JOINED.split(text) if len(part.strip()) > 1]


def _inner(name: str) -> list[str]:
    """(ジュース・ビールなど) names things too; (金属) or (70cm以下) does not."""
    asides = [aside.strip("（()）") for aside in _ASIDES.findall(name)]
    return [part for aside in asides if len(_JOINED.split(aside)) > 1 for part in _parts(aside)]


def _other_names(reading: str) -> list[str]:
    """The column of readings holds a reading, the first letter only, or in some cities a group of items."""
    if len(reading) < 2:
        return []
    plain = _ASIDES.sub("", reading).strip(" 　★")
    return [plain, *_parts(plain)] if len(plain) <= MAX_FORM else []
