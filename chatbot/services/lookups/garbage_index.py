"""A set of garbage lists as it is held in memory to be asked."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chatbot.models import LookupSet
from chatbot.services.lookups.calendars import Calendars
from chatbot.services.lookups.districts import Districts
from chatbot.services.lookups.naming import by_length, form, forms_of_item, nearest

FAMILIES: dict[str, tuple[str, str]] = {
    "burnable": (
        r"(?:燃|も)(?:える|やす|やせる)(?:しかない)?|可燃|かねん",
        r"燃える|燃やす|燃やせる|可燃|もえる|もやす|もやせる",
    ),
    "not burnable": (
        r"(?:燃|も)(?:え|やさ|やせ)ない|不燃|ふねん|埋め?立て?(?:る|るしかない)?|うめたて",
        r"燃えない|燃やさない|燃やせない|もえない|もやさない|不燃|埋立|埋め立て",
    ),
    "resources": (r"資源|しげん|りさいくる", r"資源|しげん"),
    "plastic": (
        r"(?:容器(?:包装)?|製品)?ぷら(?:すちっく)?(?:製?容器(?:包装)?|類)?|容器包装",
        r"ぷら|容器包装",
    ),
    "pet bottles": (r"ぺっと(?:ぼとる)?(?:類)?", r"ぺっと"),
    "cans": (r"(?:空き?|あき)?(?:缶|かん)(?:類)?", r"缶|かん"),
    "glass": (r"(?:空き?|あき)?(?:びん|瓶)(?:類)?", r"びん|瓶"),
    "paper": (r"(?:古|こ)(?:紙|し)(?:類)?|雑がみ|雑紙|ざつがみ|紙(?:類)?|かみ", r"紙|がみ"),
    "cloth": (r"(?:古)?布(?:類)?|ぬの|古着", r"布|衣"),
    "garden": (r"草(?:木|きるい)?(?:類)?|枝(?:葉|葉草)?|剪定枝|くさき", r"草|枝|葉"),
    "metal": (r"(?:小型)?金属(?:類)?", r"金属"),
    "hazardous": (r"有害|ゆうがい|危険|きけん", r"有害|危険|電池"),
    "bulky": (r"粗大|そだい|大型|おおがた", r"粗大|大型"),
}
"""{what it is: (how people call it, how lists name the kind)}, both as forms."""
_FAMILIES = {name: (re.compile(said), re.compile(written)) for name, (said, written) in FAMILIES.items()}
_KANJI = re.compile(r"[\u3400-\u9fff]")
_SORTED_AS_RESOURCES = ("plastic", "pet bottles", "cans", "glass", "paper", "cloth", "metal")


@dataclass(frozen=True)
class Item:
    name: str
    kind: str
    notice: str


class GarbageIndex:
    def __init__(self, held: LookupSet) -> None:
        content: dict[str, Any] = held.content
        self.held = held.pk
        self.calendars = Calendars(held)
        self.until = self.calendars.until
        self.kinds: dict[str, str] = {kind["name"]: kind["how"] for kind in content["kinds"]}
        self.columns = self.calendars.columns
        self.collected_with: dict[str, str] = content["collected_with"]
        self.items = [Item(name, kind, notice) for name, kind, notice, _reads in content["items"]]
        self.districts = Districts(self.calendars.names)
        self._by_form = _by_form(content["items"])
        self._by_length = by_length(self._by_form)
        self._kind_forms = {form(name): name for name in self.kinds}

    def exactly(self, wanted: str) -> list[Item]:
        return [self.items[place] for place in self._by_form.get(wanted, ())]

    def item(self, name: str, kind: str) -> Item | None:
        return next((i for i in self.exactly(form(name)) if (i.name, i.kind) == (name, kind)), None)

    def misspelt(self, wanted: str) -> list[Item]:
        """The one name that this is but for a typing error or two; nothing when several are as close."""
        close = nearest(wanted, self._by_length)
        places = {place for text in close for place in self._by_form[text]}
        return [self.items[place] for place in sorted(places)] if len(close) == 1 else []

    def ending(self, wanted: str) -> list[Item]:
        """Of 「革のソファ」 the ソファ: what comes last is what it is, though of another kind perhaps."""
        for start in range(1, len(wanted) - 1):
            if wanted[start - 1] in "のないたる" and (found := self.exactly(wanted[start:])):
                return found
        return []

    def like(self, wanted: str) -> list[Item]:
        """Items that begin with or hold what was written."""
        if len(wanted) < 2 and not _KANJI.fullmatch(wanted):
            return []
        begin = [text for text in self._by_form if text.startswith(wanted)]
        close = begin or [text for text in self._by_form if wanted in text]
        places = dict.fromkeys(place for text in sorted(close, key=len) for place in self._by_form[text])
        return [self.items[place] for place in places]

    def kinds_called(self, said: str) -> list[str] | None:
        """The kinds that people call so, perhaps none; None when it is no word for a kind."""
        for name in (said, f"{said}ごみ"):
            if name in self._kind_forms:
                return [self._kind_forms[name]]
        families = [name for name, (words, _) in _FAMILIES.items() if words.fullmatch(said)]
        if not families:
            return None
        found = self._of_families(families)
        if not found and "resources" in families:
            found = self._of_families(_SORTED_AS_RESOURCES)
        return found

    def _of_families(self, families: Sequence[str]) -> list[str]:
        names = [name for name in self.columns if _is_of(name, families)]
        return names or [name for name in self.kinds if _is_of(name, families)]


def _is_of(kind: str, families: Sequence[str]) -> bool:
    return any(_FAMILIES[family][1].search(form(kind)) for family in families)


def _by_form(items: Sequence[Sequence[str]]) -> dict[str, list[int]]:
    """The whole name of one item goes before the part of another's."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, (name, _kind, notice, reading) in enumerate(items):
        for text in forms_of_item(name, notice, reading):
            found[text].append(place)
    return dict(found)
