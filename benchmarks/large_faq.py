"""An FAQ of any size made of the demo's: every matter once for each of many places, asked in other words."""

import random
from collections.abc import Iterator, Sequence

from benchmarks.demo_faq import demo_entries
from nlp.retrieval.entries import Entry

ENTRIES, UTTERANCES = 2_000, 10

_PLACES = (
    "浜坂", "港", "松原", "東山", "西浦", "白波", "緑台", "桜木", "川口", "旭",
    "青葉", "若宮", "大橋", "栄", "本町", "北野", "南里", "清水", "高砂", "朝日",
)  # fmt: skip
_BEFORE = (
    "すみません、{}", "{}", "はじめて使います。{}", "急いでいます。{}", "家族のことですが、{}",
    "電話がつながらなくて。{}", "{}教えてください", "昨日引っ越してきました。{}",
)  # fmt: skip


def large_faq(entries: int, utterances: int, seed: int = 0) -> list[Entry]:
    """Return `entries` entries with `utterances` ways of asking each; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 (no secret: it picks words)
    base = demo_entries()
    made: list[Entry] = []
    for number in range(entries):
        entry, place = base[number % len(base)], _PLACES[(number // len(base)) % len(_PLACES)]
        ways = tuple(_ways(entry, place, utterances, chance))
        made.append(Entry(f"{entry.key}-{number}", f"【{place}地区】{entry.question}", entry.answer, ways))
    return made


def _ways(entry: Entry, place: str, wanted: int, chance: random.Random) -> Iterator[str]:
    known: Sequence[str] = entry.utterances or (entry.question,)
    for number in range(wanted):
        said = _BEFORE[chance.randrange(len(_BEFORE))].format(known[number % len(known)])
        yield f"{place}の{said}" if number % 2 else f"{said}{place}です"
