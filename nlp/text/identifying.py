"""What in an opinion identifies a private person, for somebody to look at before it is published.

Joins what the finders of this package know: numbers and mail by pattern and check digit, labels as on forms,
addresses down to the house, names by the words around them. Offices (市長), firms, places of a plan,
laws, dates and amounts are nobody's.
"""

import re
from collections.abc import Iterator, Sequence

from nlp.text import masking, names, personal_data
from nlp.text.cleaning import without_breaking_characters
from nlp.text.personal_data import Kind, PersonalDatum
from nlp.text.spans import Span

_NUMBERS = frozenset({Kind.MAIL, Kind.CARD, Kind.INDIVIDUAL_NUMBER, Kind.PHONE})
_FREE_CALL = re.compile(r"(?<!\d)0(?:120|800|570)[-‐−ー－]?\d{2,4}[-‐−ー－]?\d{3,4}(?!\d)")
_TAKEN = "□"
"""Stands for a number already found, so that no address reaches into it."""
_KANJI = "[一-龠々ヶ]"
_FULL = rf"{_KANJI}{{1,4}}[ 　]?[一-龠々ヶぁ-ん]{{0,4}}?"
_PHRASES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"以上[、。 　]*(?P<value>{_KANJI}{{2,5}})。?$",
        (
            rf"(?:差出人|提出者|投稿者|意見者|代表者?|会長|保護者|記入者|署名)[ 　]*[:：の][ 　]*"
            rf"(?P<value>{_KANJI}{{1,3}}[ 　]{_KANJI}{{1,4}}|{_KANJI}{{2,4}})(?=$|[、。（(\s]|です|と)"
        ),
        rf"[（(](?P<value>{_FULL})[・、,，][ 　]?(?:男|女|\d{{1,3}}[歳代才]|無職|会社員|主婦|自営|学生)",
        (
            r"(?:妻|夫|母|父|娘|息子|[長次三]男|[長次三]女|祖父|祖母|[姉妹兄弟孫])[（(]"
            rf"(?P<value>{_FULL})[）)]"
        ),
        rf"(?P<value>{_KANJI}{{1,4}})(?=[と、・]{_KANJI}{{1,4}}(?:の(?:両名|二人|連名)|が二人で|両名))",
        rf"[と、・](?P<value>{_KANJI}{{1,4}})(?=の(?:両名|二人|連名)|が二人で|両名)",
        rf"(?P<value>{_KANJI}{{2,4}})(?=コーチ|監督|住職|巡査)",
        r"\b(?:[Ff]rom|[Bb]y|[Ss]igned,?|[Rr]egards,?)\s+(?!The\b)(?P<value>[A-Z][a-z]+(?:\s+[A-Z][a-z]+)+)(?=[.,]|$)",
    )
)
_BEFORE = re.compile(rf"(?:{_KANJI}{{2,3}}[都道府県])?{_KANJI}{{1,7}}[市区町村郡][一-龠々ヶ\d]{{0,8}}$")
_ROOM = re.compile(r"[ 　]?[一-龠ァ-ヶーA-Za-zぁ-ん・]{1,14}[ 　]?\d{1,4}号室?")
_NO_ADDRESS = re.compile(r"(?:番号|コード|日|第|項|条の\d)\d")
_WHERE = re.compile(r"[市区町村郡]|丁目|番地")
_SAYS_WHERE = re.compile(r"[\d一二三四五六七八九十市区町村]")
_POST_CODE = re.compile(r"〒[ 　]?\d{3}[-‐−ー－]?\d{4}")


def find(text: str, more_names: Sequence[Span] = ()) -> list[PersonalDatum]:
    """Return what identifies somebody in `text` (any text), in order and without overlaps.

    `more_names`: places that the named entities of `nlp.text.entities` gave, in a worker. 0.5 ms a sentence.
    Opinions are read without them: of 73 names they find one more (72 for 71), but five words more that are
    nobody's name (precision 0.923 for 0.986, `python -m benchmarks.masking.opinions`), at 10 ms and 440 MB.
    """
    safe = without_breaking_characters(text)
    found = [datum for datum in personal_data.find(safe) if datum.kind in _NUMBERS]
    rest = safe
    for start, end in [(one.start, one.end) for one in found] + [m.span() for m in _FREE_CALL.finditer(safe)]:
        rest = rest[:start] + _TAKEN * (end - start) + rest[end:]
    for kind, spans in ((Kind.ADDRESS, _addresses(rest)), (Kind.NAME, [*_names(rest), *more_names])):
        for span in sorted(spans, key=lambda one: (one.start, -one.end)):
            if not any(span.start < one.end and one.start < span.end for one in found):
                found.append(PersonalDatum(*span, kind))
    return sorted(found)


def _addresses(text: str) -> Iterator[Span]:
    labelled = (place for place in masking.find(text) if place.kind == masking.ADDRESS)
    for start, end in [*((one.start, one.end) for one in labelled), *personal_data.addresses(text)]:
        value = text[start:end]
        is_place = _SAYS_WHERE.search(value) and (_WHERE.search(value) or not _NO_ADDRESS.search(value))
        if is_place and not _POST_CODE.fullmatch(value.strip()) and _TAKEN not in value:
            before, room = _BEFORE.search(text[:start]), _ROOM.match(text, end)
            yield Span(before.start() if before else start, room.end() if room else end)


def _names(text: str) -> Iterator[Span]:
    for place in masking.find(text):
        span = Span(place.start, place.end)
        words = text[place.start : place.end]
        # What follows 氏名 in a form may be the next item: 匿名３．
        is_no_name = any(sign.isdigit() for sign in words) or names.is_no_person(words)
        if place.kind == masking.NAME and not is_no_name:
            yield span
    yield from names.find(text)
    for pattern in _PHRASES:
        for match in pattern.finditer(text):
            span = Span(*match.span("value"))
            if match["value"].isascii() or names.could_be(text, span):
                yield span
