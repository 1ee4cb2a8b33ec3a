"""Questions in English and in Latin letters, said in the Japanese that the recognisers understand.

As in Japanese, whatever is left when the words known here are cut out means that the question is about
something else, and the published answers take it.
"""

import re
from collections.abc import Callable

from chatbot.services.lookups.english_words import FACILITIES, KINDS, WEEKDAYS, thing_in_japanese
from chatbot.services.lookups.romaji import kana, kana_of_word
from nlp.text.languages import language_of

LONGEST = 120
MOST_WORDS_OF_A_THING = 4
UNKNOWN = "という町"
"""After the reading of a place that the list does not have."""
_NOT_OURS = re.compile(
    r"\b(?:bags?|fees?|costs?|how much|price|buy|pay|reserv\w*|appointment|call|illegal\w*|crows?|trucks?"
    r"|smell\w*|bring|carry|compan\w+|business|shop|missed|took|taken|stolen|lost|app|apply|application|volunteer\w*|job|work"
    r"|desk|moving|moved|borrow\w*|books?|card|join|opinion|counsel\w*|legal|foreign\w*)\b"
)
_AWAY = r"(?:throw(?:ing)? (?:away|out)|dispos(?:e|ing) of|discard|recycle)"
_MAYBE_AWAY = r"(?:get(?:ting)? rid of|put(?:ting)? out|sort)"
_UNMISTAKABLY = re.compile(rf"\b{_AWAY} (?P<thing>.+)")
_THING = (
    _UNMISTAKABLY,
    re.compile(rf"\b{_MAYBE_AWAY} (?P<thing>.+)"),
    re.compile(r"\b(?:throw|put) (?P<thing>.+?) (?:away|out)\b"),
    re.compile(rf"\b(?:is|are) (?P<thing>.+?) (?:{'|'.join(KINDS)}|garbage|trash|waste)\b"),
    re.compile(r"\bwhere (?:do|does|should) (?P<thing>.+?) go\b"),
)
_GARBAGE = re.compile(r"\b(?:garbage|trash|rubbish|refuse|waste|collect\w*|pick(?:ed)?[ -]?up|recycl\w+)\b")
_WHEN = re.compile(
    r"\b(?:when|(?:what|which) (?:days?|dates?)|next|schedule|days?|today|tomorrow|collect\w*)\b"
)
_KIND = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in KINDS))
_PLACE = re.compile(
    r"\b(?:in|at|for|around) (?:the )?"
    r"(?P<place>[a-zāīūēō]+(?:[- ](?:cho|chou|machi|chiku|ku|district|area))?)\b"
)
_PLACE_ENDS = re.compile(r"[- ](?:cho|chou|machi|chiku|ku|district|area)$")
_AND = re.compile(r"\s+(?:or|and)\s+|,\s*")
_ARTICLES = re.compile(
    r"^(?:(?:a|an|the|my|our|some|any|this|these|old|broken|used|empty|big|small|pair of|two|of)\s+)+"
)
_AFTER_THING = re.compile(r"\s+(?:in|on|at|for|when|that|which|here|please|today|tomorrow|with)\b.*$")
_FACILITY = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in FACILITIES))
_OPEN = re.compile(r"\b(?:open\w*|close[sd]?|closing|hours?|until|what time|holidays?)\b")
_WHERE = re.compile(r"\b(?:where|address|phone number|telephone|contact)\b")
_DAY = re.compile("|".join((*WEEKDAYS, "today", "tomorrow")))
_CONSULTATIONS = re.compile(
    r"\b(?:public )?(?:consultations?|comments?)\b|\bcalls? for (?:opinions?|comments?)\b"
)
_FILL = frozenset(
    re.findall(
        r"\S+",
        """a an the is are do does did can could may i my me we our they you to of in at on for from it be
        there what which when where how any this that these now current currently ongoing open today please
        tell show see know want would like list all city shiomi shiomi's and or have has will get right moment
        until time s new""",
    )
)


Named = Callable[[str], str]
"""What the list calls a district, or a ward of several, that is read so; empty when it has none."""


def in_japanese(text: str, *, named: Named) -> str:
    """The question in Japanese words, or as it was when it is in Japanese or about something else."""
    language = language_of(text)
    if language == "ja" or len(text) > LONGEST:
        return text
    if language == "romaji":
        return kana(text)
    plain = re.sub(r"[?!.。？]+", " ", text.lower().replace("’", "'")).strip()
    if _NOT_OURS.search(plain):
        return text
    return _consultations(plain) or _facility(plain) or _garbage(plain, named) or text


def _consultations(plain: str) -> str:
    if not _CONSULTATIONS.search(plain) or _left(_CONSULTATIONS.sub(" ", plain)):
        return ""
    return "意見募集はありますか"


def _facility(plain: str) -> str:
    named = _FACILITY.search(plain)
    if named is None:
        return ""
    rest = _FACILITY.sub(" ", plain)
    day = _DAY.search(rest)
    is_open, is_where = _OPEN.search(rest), _WHERE.search(rest)
    left = _left(_WHERE.sub(" ", _OPEN.sub(" ", re.sub(rf"(?:{_DAY.pattern})s?", " ", rest))))
    if left or not (is_open or is_where):
        return ""
    on = {"today": "今日", "tomorrow": "明日", **WEEKDAYS}[day[0]] if day else ""
    is_now = "今" if re.search(r"\bnow\b", rest) and not day else ""
    return f"{FACILITIES[named[0]]}は{is_now}{on}{'開いている' if is_open else 'どこ'}"


def _garbage(plain: str, named: Named) -> str:
    place, rest = _place(plain, named)
    things = _things(rest)
    if things:
        return f"{place}の{things}の捨て方" if place and not _is_unknown(place) else f"{things}の捨て方"
    kind = _KIND.search(rest)
    if not (kind or _GARBAGE.search(rest)) or not (_WHEN.search(rest) or place):
        return ""
    left = _left(_KIND.sub(" ", _WHEN.sub(" ", _GARBAGE.sub(" ", rest))))
    # The words between are what the recogniser cuts at.
    return "" if left else f"{place}の収集日は{KINDS[kind[0]] if kind else 'ごみ'}のいつ"


def _is_unknown(place: str) -> bool:
    return place.endswith(UNKNOWN)


def _place(plain: str, named: Named) -> tuple[str, str]:
    """The district as the list has it; what looks like a district and is none is kept, to be said so."""
    for found in _PLACE.finditer(plain):
        stem = _PLACE_ENDS.sub("", found["place"])
        read = kana_of_word(stem)
        name = named(read) if read else ""
        if name or (read and stem != found["place"]):
            rest = f"{plain[: found.start()]} {plain[found.end() :]}"
            return name or f"{read}{UNKNOWN}", rest
    return "", plain


def _things(rest: str) -> str:
    """What is to be thrown away, in the list's language where that is known; empty when it is garbage."""
    found = next((match["thing"] for pattern in _THING if (match := pattern.search(rest))), "")
    named = []
    for part in _AND.split(_AFTER_THING.sub("", found.strip())):
        thing = _ARTICLES.sub("", part.strip())
        if not thing or len(thing.split()) > MOST_WORDS_OF_A_THING:
            return ""
        named.append(thing)
    known = [thing_in_japanese(thing) for thing in named]
    if any(known):
        return "と".join(each for each in known if each)
    if _UNMISTAKABLY.search(rest) is None:
        return ""
    is_garbage = any(_GARBAGE.search(thing) or _KIND.search(thing) or thing in _FILL for thing in named)
    return "" if is_garbage or not named else named[0]


def _left(text: str) -> bool:
    return any(word not in _FILL for word in re.findall(r"[a-z']+", text))
