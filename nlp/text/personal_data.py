"""Masks what identifies a person before a text is kept or shown."""

import re

_DASH = r"[-‐‑‒–—―−ーｰ－]"
_GAP = rf"(?:[ 　]|{_DASH})?"
_LATIN = "A-Za-z0-9Ａ-Ｚａ-ｚ０-９"
_MAIL = re.compile(rf"[{_LATIN}._+%-]{{1,64}}[@＠][{_LATIN}-]{{1,63}}(?:[.．][{_LATIN}-]{{1,63}}){{1,8}}")
_CARD = re.compile(rf"(?<!\d)\d(?:[ 　]?{_DASH}?[ 　]?\d){{12,15}}(?!\d)")
_PATTERNS = (
    (
        "［メールアドレス］",
        re.compile(rf"[{_LATIN}._+%-]{{1,64}}[@＠][{_LATIN}-]{{1,63}}(?:[.．][{_LATIN}-]{{1,63}}){{1,8}}"),
    ),
    ("［カード番号］", _CARD),
    (
        "［個人番号］",
        re.compile(rf"(?<!\d)\d{{4}}{_GAP}\d{{4}}{_GAP}\d{{4}}(?!{_DASH}?\d)"),
    ),
    (
        "［電話番号］",
        re.compile(
            rf"(?<!\d)(?:[+＋]81[ 　]?{_DASH}?[ 　]?\d{{1,4}}|[0０]\d{{1,4}}|[(（][0０]\d{{1,4}}[)）])"
            rf"[ 　]?(?:{_DASH}|[(（])?[ 　]?\d{{1,4}}[ 　]?(?:{_DASH}|[)）])?[ 　]?\d{{3,4}}(?!\d)"
        ),
    ),
)


def mask(text: str) -> str:
    """Replace e-mail addresses, card numbers, twelve-digit numbers and telephone numbers by placeholders.

    Full-width digits and dashes count as their narrow forms. A card number must pass the Luhn check;
    twelve digits in a row count as an individual number (個人番号) whatever they mean, for safety's sake.
    """
    for placeholder, pattern in _PATTERNS:
        text = pattern.sub(lambda found, mark=placeholder: _masked(found[0], mark), text)  # type: ignore[misc]
    return text


def _masked(found: str, placeholder: str) -> str:
    digits = [int(sign) for sign in found if sign.isdecimal()]
    if placeholder == "［カード番号］" and not _passes_luhn(digits):
        return found
    if placeholder == "［電話番号］" and not 9 <= len(digits) <= 13:
        return found
    return placeholder


def _passes_luhn(digits: list[int]) -> bool:
    doubled = [2 * digit for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(digit // 10 + digit % 10 for digit in doubled)) % 10 == 0
