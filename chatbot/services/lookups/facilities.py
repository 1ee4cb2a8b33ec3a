"""Facilities as they are held in memory, and what somebody wants to know about them."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from chatbot.models import LookupSet
from chatbot.services.lookups import opening
from chatbot.services.lookups.days import WEEK
from chatbot.services.lookups.naming import form, spoken

LONGEST = 50
SHORTEST = 2
CUT = "|"
SORTS = (
    "図書館",
    "プール",
    "体育館",
    "公民館",
    "児童館",
    "会館",
    "資料館",
    "博物館",
    "美術館",
    "保健センター",
    "診療所",
    "病院",
    "支所",
    "出張所",
    "公園",
)
"""What people call a facility whose whole name ends so; when several do, all are told."""
_CUES = re.compile(
    r"何時(?:から|まで|に)?(?:何時(?:まで)?)?|なんじ(?:から|まで)?|(?:開館|営業|利用|受付|開園|開所)(?:時間|日|中)?|(?:開|あ|空)い(?:て|と)(?:い?る|ます|いますか|ない|る日)?"
    r"|(?:開|あ)きます|(?:開|あ)く|やって(?:い?る|ます|いますか)?|やっとる|閉館(?:時間|日)?|閉ま(?:る|ります)|しまる|休館日?|休園日?|お?休み(?:の日)?|おやすみ|定休日?"
)
_ABOUT = re.compile(r"場所|どこ(?:に(?:あ(?:る|ります)|ある)?)?|住所|行き方|電話番号?|連絡先|電話")
_NOW = re.compile(r"今|いま|現在|これから")
_DAY = re.compile(
    r"(?P<tomorrow>明日|あした|あす)|(?P<today>今日|本日|きょう)"
    r"|(?:今度の|次の|今週の)?(?P<weekday>[月火水木金土日])曜日?|土日(?:祝日?)?|祝日|週末|平日|夜|朝"
)
_FILL = re.compile(
    r"(?:すみません|教えて|おしえて|ください|下さい|ほしい|知りたい|しりたい|ところ|施設|市内|近く(?:の|で)?|そば|ある|あります|ありますか|いくつ|ですか"
    r"|でしょうか|ますか|です|ます|のは|って|とは|まで|から|には|いつ|何日|何曜日?|時間|日|は|を|の|が|に|で|も|と|か|ね|よ|や|へ|な|い|る|ん|している|して|市立|市営|市|休日|休みの日|？)+"
)


@dataclass(frozen=True)
class Facility:
    place: int
    cells: dict[str, str]
    hours: opening.Hours

    @property
    def name(self) -> str:
        return self.cells["name"]

    @property
    def kind(self) -> str:
        return self.cells["kind"]


@dataclass(frozen=True)
class Wanted:
    facilities: list[Facility] = field(default_factory=list)
    kind: str = ""
    """All of one kind were meant."""
    only_open: bool = False
    """Those that are open now."""
    day: date | None = None
    """Another day than today."""


class FacilityIndex:
    def __init__(self, held: LookupSet) -> None:
        self.held = held.pk
        cells: list[dict[str, str]] = held.content["facilities"]
        self.facilities = [Facility(place, each, opening.read(each)) for place, each in enumerate(cells)]
        self._by_form = _by_form(self.facilities)
        self._kinds = {text: kind for kind in self.kinds() for text in (form(kind), spoken(kind)) if text}
        known = [text for text in {*self._by_form, *self._kinds} if len(text) >= SHORTEST]
        self._any = re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))) or "(?!)")

    def kinds(self) -> list[str]:
        return list(dict.fromkeys(each.kind for each in self.facilities if each.kind))

    def of_kind(self, kind: str) -> list[Facility]:
        return [each for each in self.facilities if each.kind == kind]

    def named(self, name: str) -> Facility | None:
        return next((each for each in self.facilities if each.name == name), None)

    def wanted(self, question: str, *, now: datetime) -> Wanted | None:
        """What is wanted, if it is opening hours or where a facility is; `now` is local."""
        text = form(question)
        if len(text) > LONGEST or CUT in text:
            return None
        found = self._any.search(text)
        if found is None:
            return None
        rest = text[: found.start()] + CUT + text[found.end() :]
        rest, hours = _CUES.subn(CUT, rest)
        rest, about = _ABOUT.subn(CUT, rest)
        rest, is_now = _NOW.subn(CUT, rest)
        day = _day_in(rest, now.date())
        rest = _FILL.sub("", _DAY.sub(CUT, rest))
        if rest.strip(CUT) or not (hours or about):
            return None
        kind = self._kinds.get(found[0], "")
        meant = self.of_kind(kind) if kind else self._by_form[found[0]]
        return Wanted(meant, kind, only_open=bool(is_now and hours and kind), day=day)


def state_of(facility: Facility, *, now: datetime, day: date | None) -> dict[str, Any]:
    """What is told of one facility, as it was at this local moment."""
    hours = facility.hours
    asked = day or now.date()
    until = None if day else hours.open_until(now)
    opens = hours.next_opening(now)
    return {
        "name": facility.name,
        "spans": [[first.isoformat("minutes"), last.isoformat("minutes")] for first, last in hours.on(asked)],
        "day": asked.isoformat(),
        "is_today": day is None,
        "until": until.isoformat("minutes") if until else "",
        "next": [opens[0].isoformat(), opens[1].isoformat("minutes")] if opens else [],
        "is_known": hours.is_known,
        "is_unsure": hours.is_unsure_on(asked),
    }


def _by_form(facilities: Iterable[Facility]) -> dict[str, list[Facility]]:
    found: dict[str, list[Facility]] = defaultdict(list)
    for facility in facilities:
        for text in dict.fromkeys(_forms(facility.cells)):
            found[text].append(facility)
    return dict(found)


def _forms(cells: dict[str, str]) -> Iterable[str]:
    city = settings.CITY_NAME
    short = cells["name"].removeprefix(city).removeprefix("市").removeprefix("立").strip()
    words = [cells["name"], short, cells["kana"], *re.split(r"[・、,;]", cells["other_name"])]
    words += [sort for sort in SORTS if cells["name"].endswith(sort)]
    return [text for word in words if len(text := form(word)) >= SHORTEST]


def _day_in(text: str, today: date) -> date | None:
    found = _DAY.search(text)
    if found is None or found["today"]:
        return None
    if found["tomorrow"]:
        return today + timedelta(days=1)
    if found["weekday"]:
        ahead = (WEEK.index(found["weekday"]) - today.weekday()) % 7
        return today + timedelta(days=ahead) if ahead else None
    return None
