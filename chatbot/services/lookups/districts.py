"""The districts of a set: found by what people write, and offered in groups small enough for buttons."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from chatbot.services.lookups.naming import form, spoken

MOST_BUTTONS = 12
SHORTEST_IN_TEXT = 2
"""In kana one more: ほん is a book as well as a town."""
ROWS = {
    "あ": "あいうえおゔ",
    "か": "かきくけこがぎぐげご",
    "さ": "さしすせそざじずぜぞ",
    "た": "たちつてとだぢづでど",
    "な": "なにぬねの",
    "は": "はひふへほばびぶべぼぱぴぷぺぽ",
    "ま": "まみむめも",
    "や": "やゆよ",
    "ら": "らりるれろ",
    "わ": "わゐゑをん",
}
_BEFORE = "市区県町村はがのにで|"
"""What may stand before a name although it is written with the same signs."""
_KANA = re.compile(r"[ぁ-ゖ]+")
_AFTER_KANA = re.compile(r"$|[^ぁ-ゖ]|[のはでにがをもだ]|まち|ちょう|ちく")
_WARD = re.compile(r"(?P<ward>.{1,6}?(?:地区|地域|校区|学区|区))[\s　・:：(（]*(?=\S)")
_NUMBER = re.compile(r"^\W*\d+\W*")
_ASIDE = re.compile(r"[（(].*?[）)]")
_ENDS = re.compile(r"(?:町|まち|ちょう|地区|ちく|校下|校区|地域)$")
_LONG_VOWEL = re.compile(
    "(?<=[おこそとのほもよろごぞどぼぽょ])[うお]|(?<=[うくすつぬふむゆるぐずぶぷゅ])う|(?<=[えけせてねへめれげぜでべぺ])い"
)
PLACE = re.compile(r".{1,12}(?:町|丁目|地区|校下|校区|団地|ヶ丘|が丘|台|区|村|番地)$")
"""What may be a place that no list names."""


class Districts:
    def __init__(self, names: Sequence[str]) -> None:
        self.names = list(names)
        self._by_form: dict[str, list[str]] = defaultdict(list)
        for name in names:
            for text in _forms(name):
                self._by_form[text].append(name)
        self._by_short: dict[str, list[str]] = defaultdict(list)
        for text, known in self._by_form.items():
            for name in known:
                if name not in self._by_short[short := _LONG_VOWEL.sub("", text)]:
                    self._by_short[short].append(name)
        self._whole = {text for name in names for text in _whole_forms(name)}
        self._longest_first = sorted(
            (text for text in self._by_form if len(text) >= SHORTEST_IN_TEXT + _is_kana(text)),
            key=len,
            reverse=True,
        )
        self.groups = _groups(self.names)
        self._wards = {form(name): found for name, found in self.groups.items() if not _is_row(name)}

    def meant(self, wanted: str) -> list[str]:
        """Those that are called so; of 「桜」 where there is 桜町 and 桜台 both, since no ending was said."""
        if wanted in self._whole or (len(wanted) < SHORTEST_IN_TEXT and wanted not in self._by_form):
            return self.exactly(wanted)
        begin = [names for known, names in self._by_form.items() if known.startswith(wanted)]
        return list(dict.fromkeys(name for names in begin for name in names)) or self.exactly(wanted)

    def exactly(self, wanted: str) -> list[str]:
        return self._by_form.get(wanted) or self._by_form.get(_ENDS.sub("", wanted)) or []

    def in_letters(self, kana: str) -> list[str]:
        """By a reading that came from Latin letters, which often leave out what is long: Otemachi."""
        wanted = _ENDS.sub("", kana)
        return self._by_short.get(_LONG_VOWEL.sub("", wanted), []) if wanted else []

    def named(self, kana: str) -> str:
        """The one district of that reading, or the ward."""
        found = self.in_letters(kana)
        wards = [ward for ward in self.groups if not _is_row(ward) and _ENDS.sub("", spoken(ward)) == kana]
        return found[0] if len(found) == 1 else next(iter(wards), "")

    def of_ward(self, folded: str) -> tuple[str, list[str]]:
        """A ward in a text of one form, and its districts, where the names begin with wards."""
        return next(((text, names) for text, names in self._wards.items() if text in folded), ("", []))

    def holding(self, wanted: str) -> list[str]:
        """The districts whose name this is a part of."""
        holding = [names for known, names in self._by_form.items() if wanted and wanted in known]
        return list(dict.fromkeys(name for names in holding for name in names))

    def inside(self, folded: str) -> tuple[str, str]:
        """The longest name of a district in a text of one form, and the one district; empty when none."""
        for text in self._longest_first:
            place = folded.find(text)
            if place >= 0 and len(self._by_form[text]) == 1 and _stands_at(folded, place, text):
                return text, self._by_form[text][0]
        return "", ""

    def group(self, label: str) -> list[str]:
        return self.groups.get(label, [])


def _is_kana(text: str) -> bool:
    return _KANA.fullmatch(text) is not None


def _stands_at(folded: str, place: int, name: str) -> bool:
    """Whether the name is a word there: 港町 is none in 本港町, nor みなと in ほんみなと or みなとく."""
    before, is_kana = folded[place - 1 : place], _is_kana(name)
    begins = not before or before in _BEFORE or _is_kana(before) != is_kana
    return begins and (not is_kana or _AFTER_KANA.match(folded, place + len(name)) is not None)


def _whole_forms(name: str) -> list[str]:
    """With all of its ending."""
    plain = _ASIDE.sub("", name)
    ward = _WARD.match(plain)
    within = _NUMBER.sub("", plain[ward.end() :]) if ward else ""
    words = [name, plain, within, *re.split(r"[・、]", within)]
    return [form(word) for word in words] + [spoken(word) for word in words[1:3]]


def _forms(name: str) -> list[str]:
    found = _whole_forms(name)
    found += [_ENDS.sub("", text) for text in found]
    return [text for text in dict.fromkeys(found) if text]


def _groups(names: Sequence[str]) -> dict[str, list[str]]:
    """By ward when the names begin with one, else by the row of the first letter; none when they are few."""
    if len(names) <= MOST_BUTTONS:
        return {}
    wards = {name: found["ward"] for name in names if (found := _WARD.match(name))}
    if len(wards) == len(names) and len(set(wards.values())) > 1:
        return _grouped((wards[name], name) for name in names)
    by_row = _grouped(sorted((_row(name), name) for name in names))
    return {f"{row}行" if row in ROWS else row: by_row[row] for row in [*ROWS, "他"] if row in by_row}


def _is_row(label: str) -> bool:
    return label.removesuffix("行") in (*ROWS, "他")


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for label, name in pairs:
        found[label].append(name)
    return dict(found)


def _row(name: str) -> str:
    first = (spoken(name) or form(name))[:1]
    return next((row for row, letters in ROWS.items() if first in letters), "他")
