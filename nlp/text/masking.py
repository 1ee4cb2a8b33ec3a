"""Personal data on a typed sheet of paper, for a clerk to look at, and the words that take its place.

Finds more than `personal_data.find`: forms on paper have labels (氏名, 住所) with a gap instead of a colon.
A clerk takes back what is none, so a find too many costs a key and one too few a name.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from nlp.text import personal_data

NAME, ADDRESS, OTHER = "name", "address", "other"
PLACEHOLDERS = {
    NAME: "＜氏名＞",
    ADDRESS: "＜住所＞",
    "phone": "＜電話番号＞",
    "mail": "＜メールアドレス＞",
    "individual_number": "＜個人番号＞",
    "card": "＜カード番号＞",
    OTHER: "＜個人情報＞",
}

_BEFORE_A_NAME = "氏[ 　]?名|お?名前|フリガナ|ふりがな|署名|記入者|提出者|申請者|代表者"
_BEFORE_A_PLACE = "[ご御]?住[ 　]?所|所在地"
_LABELS = (
    rf"(?:{_BEFORE_A_NAME}|{_BEFORE_A_PLACE}|電話(?:番号)?|携帯|TEL|FAX|メール|生年月日|年齢|性別|職業|意見)"
)
_LABEL_END = r"[ 　]*(?:[(（][^)）\n]{0,10}[)）])?[ 　]*(?:[:：][ 　\t]*|[ 　\t]+)"
_WORD = rf"(?!{_LABELS})[^\s、。，,;；:：()（）／/]{{1,14}}"
_NAME = re.compile(rf"(?:{_BEFORE_A_NAME}){_LABEL_END}(?P<found>{_WORD}(?:[ 　]{_WORD})?)")
_PLACE = re.compile(
    rf"(?:{_BEFORE_A_PLACE}){_LABEL_END}(?P<found>(?:(?![ 　、]*{_LABELS})[^\n\t。]){{1,80}})"
)
_DASH = r"[-‐‑‒–—―−ーｰ－]"
_NUMBERS = r"[\d一二三四五六七八九十百]{1,5}"
_HOUSE = rf"(?:丁目|番地?|{_DASH}|の)(?:[ 　]?{_NUMBERS}(?:番地?|号|{_DASH}|の)?){{1,4}}"
_SIGN = r"[一-龥ぁ-んァ-ヶ々]"
_STREET = re.compile(
    rf"(?:[一-龥]{{2,3}}[都道府県])?[一-龥ァ-ヶ々]{{1,7}}[市区町村郡]{_SIGN}{{0,12}}?{_NUMBERS}{_HOUSE}"
)


class Place(NamedTuple):
    start: int
    end: int
    kind: str


def find(text: str) -> list[Place]:
    """In the order of the text, without overlaps."""
    found: list[Place] = []
    for place in sorted(_candidates(text), key=lambda place: (place.start, -place.end)):
        if not found or place.start >= found[-1].end:
            found.append(place)
    return found


def replaced(text: str, places: Iterable[Place]) -> str:
    """The text with ＜氏名＞ and the like in those places. Where they overlap, all that they cover goes."""
    pieces, end = [], 0
    for place in joined(places):
        pieces += [text[end : place.start], PLACEHOLDERS[place.kind]]
        end = place.end
    return "".join([*pieces, text[end:]])


def joined(places: Iterable[Place]) -> list[Place]:
    """Overlapping places become one, so that no end of either is left standing."""
    result: list[Place] = []
    for place in sorted(places):
        if result and place.start < result[-1].end:
            result[-1] = result[-1]._replace(end=max(result[-1].end, place.end))
        else:
            result.append(place)
    return result


def everywhere(text: str, words: Sequence[str], kind: str) -> list[Place]:
    """All places where these words stand."""
    return [
        Place(match.start(), match.end(), kind)
        for wanted in words
        for match in re.finditer(re.escape(wanted), text)
    ]


def _candidates(text: str) -> Iterator[Place]:
    for kind, pattern in ((NAME, _NAME), (ADDRESS, _PLACE), (ADDRESS, _STREET)):
        for match in pattern.finditer(text):
            start, end = match.span("found" if "found" in pattern.groupindex else 0)
            end = start + len(text[start:end].rstrip())
            if end > start:
                yield Place(start, end, kind)
    for datum in personal_data.find(text):
        yield Place(datum.start, datum.end, datum.kind.value)
