"""What somebody wants to know about garbage, if it is garbage at all that they ask about.

Certain words are cut out of the question, each with what it says about it; whatever is left has to be a
thing, a kind of garbage or a district, or the question is left to the published answers. Works on forms
(`naming`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from chatbot.services.lookups.districts import PLACE
from chatbot.services.lookups.garbage_index import FAMILIES, GarbageIndex, Item
from chatbot.services.lookups.naming import form
from nlp.text.tokens import tokenizer_for_this_thread

Found = TypeVar("Found", bound=list[Item] | list[str])
LONGEST = 60
CUT = "|"
_SENTENCES = re.compile(r"[。．！？!?\n]+")
_SORTING = re.compile(
    r"(?:どう(?:やって|すれば)?|どこに|どのように)?(?:捨て|すて)(?:方|かた|たい|られ(?:る|ます)|る|て(?:も|いい|よい|ください)?|ます|れば)"
    r"|(?:捨て|すて)|ほか(?:す|し(?:たい|て)?)|分別(?:方法|の?仕方)?|ぶんべつ"
    r"|(?:何|なに?|なん|どの|どんな|どういう)(?:の|ん)?ごみ|ごみに(?:出|だ)(?:す|せ|し)(?:ます|る|たい|て)?"
)
_MAYBE_SORTING = re.compile(
    r"(?:出|だ)(?:し方|しかた|します|したい|したら|しても|せば|せます|せる|す)"
    r"|(?:処分|廃棄)(?:方法|の?仕方|したい|する)?|しょぶん|はいき"
)
_WHEN = re.compile(
    r"いつ(?:出す|だす|出せる|出せば|出したら)?|(?:何|なん)(?:曜日?|ようび?|日|にち|の日|のひ)(?:に出す)?"
    r"|(?:次|今度|つぎ|こんど)(?:回)?(?:の|は)?(?:収集|回収)?日?"
    r"|(?:出す|だす|出せる)(?:日|曜日)|曜日|日程|の日|のひ(?=[はがをっ|]|$)|[月火水木金土日]曜日?|今週|来週|明日|あした|あす|今日|きょう"
)
_COLLECTION = re.compile(r"(?:収集|回収|しゅうしゅう|かいしゅう)(?:日|び|曜日|の日)")
_COLLECTED = re.compile(r"収集|回収|しゅうしゅう|かいしゅう")
_GARBAGE = re.compile(r"ごみ(?:出し|だし)?")
_IS_IT = re.compile(
    rf"(?<=[はもてがを])(?:市の|普通|ふつう|一般|{'|'.join(said for said, _ in FAMILIES.values())})(?:の日)?"
    r"ごみ(?:として|で|に|な|です|か|$)"
)
"""「フライパンは燃えないごみですか」"""
_ANY = re.compile(
    "|".join(cue.pattern for cue in (_SORTING, _MAYBE_SORTING, _WHEN, _COLLECTION, _COLLECTED, _GARBAGE))
)
_NOT_OURS = re.compile(
    r"料金|手数料|いくら|値段|ねだん|費用|有料|無料|補助|助成|申し?込|もうしこ|予約|よやく|電話|持ち?込|もちこ|持って行|持っていき|運[びぶん]"
    r"|(?:ごみ|指定)袋|ごみぶくろ|不法|ぽい捨て|苦情|からす|集積|置き場|すてしょん|かれんだ|祝日|年末|正月|あぷり|通知"
    r"|事業|会社|業者|店|引っ越|亡く|遺品|実家|車で|臭|落ちて|しる|違反|取り残|残され|来な|忘れ|守ら|罰|ぼらんてぃあ"
    r"|見学|処理場|処理施設|せんた|支給|放置|生まれ|そだい|粗大|大型ごみ|大きなごみ|捨てられて(?:い|た)|捨てて(?:い[るっ]|あ)"
    r"|(?:捨て|すて)(?:まし|て?しま|ちゃ)"
)
_BEFORE = re.compile(
    r"^(?:すみません|すいません|あの|えっと|うちとこ|うち|じゃあ|では|あと|それと|それから|やっぱり|うちの|家の|わたしの|使い終わった|使った|使用済みの"
    r"|使わなくなった|いらなくなった|要らなくなった|いらない|不要な|不用な|不要になった|古くなった|古い|ふるい|壊れた|こわれた|割れた|空の|大きな|小さな"
    r"|この|その|は|の|を|で|に|も|と|って)+"
)
_AFTER = re.compile(
    r"(?:教えて(?:ください|下さい|ほしい|欲しい|くれ|もらえ)?(?:です|ますか|ませんか)?|おしえて(?:ください)?|知りたい|しりたい|わかりますか|分かりますか"
    r"|お願いします|おねがいします|どうすれば(?:いい|よい)|どうしたら(?:いい|よい)|どうする|どうやって|どうやる|どう|どこ|方法|仕方|やり方"
    r"|(?:が|の)?(?:壊れ|こわれ|割れ|われ|古くなっ|いらなくなっ|不要になっ)(?:て|た(?:んです|のです|の)?)(?:が|けど|けれど|ので)?"
    r"|いいですか|よいですか|いいの|よいの|ええの|ええん|ですか|でしょうか|でしたか|でしたっけ|だっけ|やったっけ|ですよね|ます|ました|たい|ません"
    r"|なります|なる|なって(?:い|る)|なって|大丈夫|だいじょうぶ|可能|問題ない|ええ|やろか?|でした|です|だす|なの|とき|時|場合|には|って|とは|については|について|なら|だと|では|は|を|の|が|に|で|も|と|か|ん|ね|や|へ|など|ください|下さい|ほしい|いい|必要)$"
)
_QUESTIONS = ("どう", "いつ", "どこ", "なに", "なん")
"""Said so often that they are never the thing that is read like it."""
_AND = re.compile(r"と|や|または|および|及び")
_DISTRICT_CHANGE = re.compile(
    r"(?:地区|地域|校下|校区|えりあ|区域)(?:は|を|が|の)?(?:変え|変更|かえ|へんこう|違|ちが|間違|選び直|選びなお|えらびなお)"
    r"|(?:別|ほか|他|違う|ちがう)の?(?:地区|地域|校下|校区)"
)


@dataclass(frozen=True)
class Wish:
    """What is wanted: one of these things, these kinds (none: all of them), another district."""

    items: list[Item] = field(default_factory=list)
    is_sure: bool = True
    """The things are named so; otherwise they are close to what was written."""
    columns: list[str] | None = None
    district: str = ""
    among: list[str] = field(default_factory=list)
    """The districts of the ward that was named."""
    is_unknown: bool = False
    """A thing to throw away that the list does not have."""
    unknown_place: str = ""
    changes_district: bool = False
    are_several: bool = False
    """Things of different names were named together."""
    is_bare: bool = False
    """Nothing but the thing was written: it may be about something else."""


@dataclass(frozen=True)
class _Cut:
    rest: str
    sorting: bool
    maybe_sorting: bool
    when: bool
    garbage: bool


def wish(question: str, index: GarbageIndex, *, goes_on: bool = False) -> Wish | None:
    """`goes_on`: what was said last was about garbage, so that a thing alone is enough."""
    text = form(question)
    last = form(_last_asking(question))
    found = _wish(last, index, goes_on=goes_on) if last not in ("", text) else None
    return found or _wish(text, index, goes_on=goes_on)


def _wish(text: str, index: GarbageIndex, *, goes_on: bool) -> Wish | None:
    if not text or len(text) > LONGEST or CUT in text:
        return None
    if _DISTRICT_CHANGE.search(text) and len(text) <= 24:
        return Wish(changes_district=True)
    if not _ANY.search(text):
        return _bare(text, index, goes_on=goes_on)
    return None if _NOT_OURS.search(_IS_IT.sub(CUT, text)) else _with_cues(text, index)


def _last_asking(question: str) -> str:
    asking = [part for part in _SENTENCES.split(question) if _ANY.search(form(part))]
    return asking[-1] if asking else ""


def _bare(text: str, index: GarbageIndex, *, goes_on: bool) -> Wish | None:
    stages = [stage for stage in _stages(text) if stage]
    items = _first(index.exactly, stages)
    if items:
        return Wish(items=items, is_bare=not goes_on)
    if not goes_on:
        return None
    columns = _first(index.kinds_called, stages)
    if columns and set(columns) <= set(index.columns):
        return Wish(columns=columns)
    found, district = index.districts.inside(text)
    return Wish(columns=[], district=district) if district and found in stages else None


def _with_cues(text: str, index: GarbageIndex) -> Wish | None:
    place, district, among = _named_place(text, index)
    cut = _cut(text.replace(place, CUT, 1) if place else text)
    segments = _segments(cut.rest, index)
    wanted = _of_exact(segments, cut, index)
    if wanted is None:
        left = _segments(CUT.join(_GARBAGE.sub("", stages[0]) for stages in segments), index)
        has_place = bool(place)
        wanted = (
            _of_kinds(left, cut, index, has_place=has_place)
            or _of_things(left, cut, index)
            or _of_places(left, cut, index)
        )
    return replace(wanted, district=district, among=among) if wanted else None


def _named_place(text: str, index: GarbageIndex) -> tuple[str, str, list[str]]:
    """What names a district or a ward, the district, the districts of the ward."""
    found, district = index.districts.inside(text)
    if found:
        return found, district, []
    ward, among = index.districts.of_ward(text)
    return ward, "", among


def _of_exact(segments: list[list[str]], cut: _Cut, index: GarbageIndex) -> Wish | None:
    if not (cut.sorting or cut.maybe_sorting or cut.when):
        return None
    things = [items for stages in segments if (items := _first(index.exactly, stages) or _two(stages, index))]
    if things and (len(segments) == 1 or cut.sorting or len(things) == len(segments)):
        are_several = len(things) > 1 or not _first(index.exactly, segments[0])
        return Wish(items=[item for items in things for item in items], are_several=are_several)
    return None


def _two(stages: list[str], index: GarbageIndex) -> list[Item]:
    """Of 「段ボールと新聞紙」 both, where the list has both."""
    for stage in stages:
        for joint in _AND.finditer(stage):
            first, second = index.exactly(stage[: joint.start()]), index.exactly(stage[joint.end() :])
            if first and second:
                return [first[0], second[0]]
    return []


def _of_kinds(left: list[list[str]], cut: _Cut, index: GarbageIndex, *, has_place: bool) -> Wish | None:
    called = [_first(index.kinds_called, stages) for stages in left]
    if any(columns is None for columns in called):
        return None
    columns = list(dict.fromkeys(name for found in called for name in found or []))
    collected = [name for name in columns if name in index.columns]
    if called and not collected:
        return None
    if called:
        is_asked = cut.when or cut.garbage or cut.sorting or has_place
    else:
        is_asked = cut.garbage and (cut.when or has_place)
    return Wish(columns=collected) if is_asked else None


def _of_things(left: list[list[str]], cut: _Cut, index: GarbageIndex) -> Wish | None:
    if not (cut.sorting or (cut.garbage and cut.maybe_sorting)) or not left:
        return None
    things = [stages for stages in left if not _first(index.kinds_called, stages)]
    if len(things) != 1:
        return None
    for find, is_sure in ((index.ending, False), (index.misspelt, True), (index.like, False)):
        items = _first(find, things[0])
        if items:
            return Wish(items=items, is_sure=is_sure)
    return Wish(is_unknown=True) if _is_noun(things[0][-1]) else None


def _is_noun(text: str) -> bool:
    """What somebody does or knows is no thing to throw away."""
    return all(word.kind != "動詞" for word in tokenizer_for_this_thread().morphemes(text))


def _of_places(left: list[list[str]], cut: _Cut, index: GarbageIndex) -> Wish | None:
    """A district that the list does not have: it is asked for anew."""
    called = [_first(index.kinds_called, stages) for stages in left]
    places = [stages[-1] for stages, kinds in zip(left, called, strict=True) if not kinds]
    is_asked = cut.when and (cut.garbage or any(called))
    if not is_asked or len(places) != 1 or not PLACE.fullmatch(places[0]):
        return None
    columns = [name for kinds in called for name in kinds or [] if name in index.columns]
    return Wish(columns=columns, unknown_place=places[0])


def _cut(text: str) -> _Cut:
    rest, is_it = _IS_IT.subn(CUT, text)
    rest, sorting = _SORTING.subn(CUT, rest)
    rest, collection = _COLLECTION.subn(CUT, rest)
    rest, when = _WHEN.subn(CUT, rest)
    rest, maybe_sorting = _MAYBE_SORTING.subn(CUT, rest)
    rest, collected = _COLLECTED.subn(CUT, rest)
    return _Cut(
        rest=rest,
        sorting=bool(is_it or sorting),
        maybe_sorting=bool(maybe_sorting),
        when=bool(collection or when or collected),
        garbage=bool(collection) or _GARBAGE.search(text) is not None,
    )


def _segments(rest: str, index: GarbageIndex) -> list[list[str]]:
    """The parts between the words cut out; those that are nothing but filling (もですか) are left out."""
    found = []
    for stages in map(_stages, rest.split(CUT)):
        names = [stage for stage in stages if len(stage) > 1 and stage not in _QUESTIONS]
        is_filling = "" in stages and not _first(index.exactly, names)
        if stages and not is_filling:
            found.append([stage for stage in stages if stage])
    return found


def stages_of(question: str) -> list[str]:
    """`_stages` of a whole answer, such as the name of a district."""
    return [stage for stage in _stages(form(question)) if stage]


def _stages(text: str) -> list[str]:
    """What was written and what is left of it, the words around a name taken off one after another.

    A name may itself end or begin like such a word (ひも, めがね), so each stage is tried; the last is empty
    when nothing need be left.
    """
    found = [text, *_endings(text)] if text else []
    shorter = _BEFORE.sub("", text)
    if shorter != text:
        found += [shorter, *_endings(shorter)]
    return sorted(dict.fromkeys(found), key=len, reverse=True)


def _endings(text: str) -> list[str]:
    found = []
    while text and (shorter := _AFTER.sub("", text)) != text:
        found.append(shorter)
        text = shorter
    return found


def _first(find: Callable[[str], Found | None], stages: list[str]) -> Found | None:
    """What the longest stage finds; an empty list is a find, None is not."""
    for stage in stages:
        found = find(stage)
        if found:
            return found
    return next((found for stage in stages if (found := find(stage)) is not None), None)
