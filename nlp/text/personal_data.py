"""Finds what identifies a person in a text, and masks it before the text is kept or shown."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from nlp.text import names
from nlp.text.spans import Span

_DASH = r"[-‐‑‒–—―−ーｰ－]"
_GAP = rf"(?:[ 　]|{_DASH})?"
_LATIN = "A-Za-z0-9Ａ-Ｚａ-ｚ０-９"
_NUMBER = r"[\d一二三四五六七八九十]{1,4}"
_PLACE = r"[一-龠々ぁ-んァ-ヶー]{1,12}?[一-龠々ヶ]"
_NAME = r"[一-龠々ヶァ-ヶーぁ-ん]{1,8}"
_END = r"(?=[\s　、。,.，．;；」』）)]|$)"


class Kind(StrEnum):
    MAIL = "mail"
    CARD = "card"
    INDIVIDUAL_NUMBER = "individual_number"
    PHONE = "phone"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True, order=True)
class PersonalDatum:
    start: int
    end: int
    kind: Kind


_MAIL = re.compile(rf"[{_LATIN}._+%-]{{1,64}}[@＠][{_LATIN}-]{{1,63}}(?:[.．][{_LATIN}-]{{1,63}}){{1,8}}")
_CARD = re.compile(rf"(?<!\d)\d(?:[ 　]?{_DASH}?[ 　]?\d){{12,15}}(?!\d)")
_TWELVE = re.compile(rf"(?<!\d)\d{{4}}{_GAP}\d{{4}}{_GAP}\d{{4}}(?!{_DASH}?\d)")
_PHONE = re.compile(
    rf"(?<!\d)(?:[+＋]81[ 　]?{_DASH}?[ 　]?\d{{1,4}}|[0０]\d{{1,4}}|[(（][0０]\d{{1,4}}[)）])"
    rf"[ 　]?(?:{_DASH}|[(（])?[ 　]?\d{{1,4}}[ 　]?(?:{_DASH}|[)）])?[ 　]?\d{{3,4}}(?!\d)"
)
_ADDRESS = re.compile(
    rf"{_PLACE}{_NUMBER}丁目[ 　]?{_NUMBER}(?:番地?|{_DASH})[のノ]?(?:{_NUMBER}号?)?"
    rf"|{_PLACE}{_NUMBER}番地(?:[のノ]{_NUMBER})?(?!の?[区台線])"
    rf"|{_PLACE}\d{{1,4}}(?:{_DASH}\d{{1,4}}){{2,3}}(?![\d年月日])"
    rf"|〒[ 　]?\d{{3}}{_DASH}?\d{{4}}"
)
_LABELLED_NAME = re.compile(
    rf"(?:氏[ 　]?名|お?名前|姓名)[ 　]*[:：][ 　]*"
    rf"(?P<value>{_NAME}(?:[ 　]{_NAME})?){_END}"
)
_LABELLED_ADDRESS = re.compile(r"(?:御?住所|所在地)[ 　]*[:：][ 　]*(?P<value>[^\n、。]{4,60})")

_STREET = re.compile(
    rf"(?:[一-龠]{{2,3}}[都道府県])?(?:[一-龠々ヶァ-ヶ]{{1,6}}[市区郡])?[一-龠々ヶァ-ヶ]{{1,8}}[市区町村][一-龠々ヶァ-ヶーぁ-ん]{{0,8}}?"
    rf"{_NUMBER}(?:番地?|丁目|{_DASH})[のノ]?{_NUMBER}(?:号(?!線|車|棟)|番地?)?(?![\d年月日時分円])"
    rf"(?:[ 　]?[一-龠ァ-ヶーA-Za-z]{{1,14}}[ 　]?\d{{1,4}}号室?)?"
)

_FREE_NUMBERS = frozenset({(0, 1, 2, 0), (0, 8, 0, 0), (0, 5, 7, 0)})

_AHEAD = re.compile(r"^[^\d一二三四五六七八九十]*[のがはをにも](?=[一-龠])")
_SAYS_WHERE = re.compile(r"[\d一二三四五六七八九十市区町村]")
_POST_CODE = re.compile(rf"〒[ 　]?\d{{3}}{_DASH}?\d{{4}}")
NAME_MASK, ADDRESS_MASK = "［氏名］", "［住所］"
MASKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("［メールアドレス］", _MAIL),
    ("［カード番号］", _CARD),
    ("［個人番号］", _TWELVE),
    ("［電話番号］", _PHONE),
)


_PLACEHOLDER = re.compile("|".join([NAME_MASK, ADDRESS_MASK, *(placeholder for placeholder, _ in MASKS)]))


def without_masks(text: str) -> str:
    """Return `text` without the placeholders that `mask` puts in: they say nothing of what it is about."""
    return _PLACEHOLDER.sub(" ", text)


def mask(text: str) -> str:
    """Replace what identifies a person by placeholders: ［氏名］, ［住所］, ［電話番号］ and so on.

    Full-width digits and dashes count as their narrow forms. A card number must pass the Luhn check;
    twelve digits in a row count as an individual number (個人番号) whatever they mean, for safety's sake.
    Done again until nothing is found: a placeholder can part what looked like one word before.
    """
    masked = _masked_once(text)
    while masked != text:
        text, masked = masked, _masked_once(masked)
    return masked


def _masked_once(text: str) -> str:
    for placeholder, pattern in MASKS:
        text = pattern.sub(lambda found, mark=placeholder: _masked(found[0], mark), text)  # type: ignore[misc]
    for pattern in (_LABELLED_ADDRESS, _ADDRESS, _STREET):
        text = pattern.sub(_without_address, text)
    return replaced(text, names.find(text), NAME_MASK)


def replaced(text: str, spans: Iterable[Span], placeholder: str) -> str:
    """`spans` are in order and do not overlap."""
    pieces, end = [], 0
    for span in spans:
        pieces += [text[end : span.start], placeholder]
        end = span.end
    return "".join([*pieces, text[end:]])


def _without_address(found: re.Match[str]) -> str:
    """What stands before the address stays, and so does a post code alone: a quarter of a town shares it."""
    whole = found[0]
    value = found["value"] if "value" in found.re.groupindex else _AHEAD.sub("", whole)
    if ADDRESS_MASK in value or not _SAYS_WHERE.search(value) or _POST_CODE.fullmatch(value):
        return whole
    return whole[: len(whole) - len(value)] + ADDRESS_MASK


def find(text: str) -> list[PersonalDatum]:
    """What looks like the data of a person, in order and without overlaps.

    Where two kinds claim a place, the more certain one has it. Twelve digits must carry the check digit of
    an individual number, a card number that of Luhn.
    """
    found: list[PersonalDatum] = []
    for kind, pattern, holds in _FINDERS:
        for match in pattern.finditer(text):
            group = "value" if "value" in pattern.groupindex else 0
            start, end = match.span(group)
            if holds(match[group]) and not any(start < one.end and one.start < end for one in found):
                found.append(PersonalDatum(start, end, kind))
    return sorted(found)


def addresses(text: str) -> list[Span]:
    """Addresses down to the house, without what stands before them; may overlap."""
    found: list[Span] = []
    for pattern in (_LABELLED_ADDRESS, _ADDRESS, _STREET):
        for match in pattern.finditer(text):
            kept = _without_address(match)
            if kept != match[0]:
                found.append(Span(match.start() + len(kept) - len(ADDRESS_MASK), match.end()))
    return found


def is_individual_number(digits: list[int]) -> bool:
    """Twelve digits of which the last is the check digit that the ministerial order prescribes."""
    if len(digits) != 12 or len(set(digits)) == 1:
        return False
    weights = [2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6]
    rest = sum(weight * digit for weight, digit in zip(weights, digits[-2::-1], strict=True)) % 11
    return digits[-1] == (0 if rest <= 1 else 11 - rest)


def passes_luhn(digits: list[int]) -> bool:
    doubled = [2 * digit for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(digit // 10 + digit % 10 for digit in doubled)) % 10 == 0


def _masked(found: str, placeholder: str) -> str:
    if placeholder == "［カード番号］" and not passes_luhn(_digits(found)):
        return found
    if placeholder == "［電話番号］" and not 9 <= len(_digits(found)) <= 13:
        return found
    return placeholder


def _digits(text: str) -> list[int]:
    return [int(sign) for sign in text if sign.isdecimal()]


def _always(_found: str) -> bool:
    return True


def _is_card(found: str) -> bool:
    digits = _digits(found)
    return len(digits) > 13 and passes_luhn(digits) and len(set(digits)) > 1  # 13: an article number


def _is_phone(found: str) -> bool:
    """Ten or eleven digits, up to twelve with the country's number. A free number is no person's."""
    digits = _digits(found)
    return 10 <= len(digits) <= 12 and tuple(digits[:4]) not in _FREE_NUMBERS


_FINDERS: tuple[tuple[Kind, re.Pattern[str], Callable[[str], bool]], ...] = (
    (Kind.MAIL, _MAIL, _always),
    (Kind.CARD, _CARD, _is_card),
    (Kind.INDIVIDUAL_NUMBER, _TWELVE, lambda found: is_individual_number(_digits(found))),
    (Kind.PHONE, _PHONE, _is_phone),
    (Kind.ADDRESS, _LABELLED_ADDRESS, _always),
    (Kind.ADDRESS, _ADDRESS, _always),
    (Kind.NAME, _LABELLED_NAME, _always),
)
