"""Does the recogniser of look-ups fire on its own questions, and on its own only?

    python -m benchmarks.lookups --data FOLDER [--print-only | --rows]

The demo city's lists are asked the demo's test questions (what its published answers would say to them is
heard, as in the chat) and the localgov development questions (with no published answers to go first, the
worst case); then questions that no list answers; then what reading and holding a list costs. Writes
"Look-ups" into RESULTS.md.
"""

import argparse
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import django

from benchmarks import sections
from benchmarks.demo_faq import DEMO, published_entries, table
from nlp.retrieval import faq_building

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.test")
django.setup()

from chatbot.models import Exchange, LookupSet  # noqa: E402
from chatbot.services.lookups import (  # noqa: E402
    asking,
    consultation_talk,
    days,
    facility_files,
    garbage,
    garbage_files,
    shelf,
)
from chatbot.services.lookups.garbage_index import GarbageIndex  # noqa: E402
from chatbot.services.lookups.shelf import Shelf  # noqa: E402

HEADING = "## Look-ups"
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
ROUNDS = 5
OWN_OF_THE_DEMO = {"garbage-days"}
EITHER_OF_THE_DEMO = {"bulky-waste", "appliance-recycling", "small-electronics", "consultation-join"}
"""An entry answers them, and for a thing that is in the list the list does, too."""
OWN_OF_LOCALGOV = frozenset(
    "118 272 314 320 336 376 426 428 456 554 590 602 620 626 646 724 738".split()  # noqa: SIM905
)
"""Read one by one: which kind a thing is, when a kind is collected, when or where a public place is open."""
EITHER_OF_LOCALGOV = frozenset("126 288 316 358 564 574 702".split())  # noqa: SIM905
"""Garbage at large: an entry says more, and what the list has is not wrong."""
Published = Callable[[str], Exchange.Outcome]
Asked = tuple[str, str]
"""A question, and "own", "either" or "other"."""


@dataclass(frozen=True)
class Found:
    own: int
    fired: int
    right: int
    missed: Sequence[str]
    wrongly: Sequence[str]

    def __str__(self) -> str:
        precision = self.right / self.fired if self.fired else 1.0
        return (
            f"recall {self.right / self.own:.3f} ({self.right} of {self.own}), precision {precision:.3f}"
            f" ({self.fired - self.right} of {self.fired} are not its own)"
        )


class Recogniser(Protocol):
    def __call__(self, question: str) -> bool: ...


def held(kind: str, content: dict[str, Any]) -> LookupSet:
    return LookupSet(pk=len(kind), kind=kind, content=content, source="", as_of=NOW.date())


def files(folder: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


def garbage_of(folder: Path) -> LookupSet:
    return held("garbage", garbage_files.read(files(folder), today=NOW.date()).content)


def demo_lists() -> Shelf:
    facilities = facility_files.read("facilities", (DEMO / "facilities.csv").read_bytes()).content
    return shelf.load([garbage_of(DEMO / "garbage"), held("facilities", facilities)])


def recogniser(found: Shelf, published: Published) -> Recogniser:
    ask = garbage.asking(found, recall=str, now=NOW, published=published)

    def fires(question: str) -> bool:
        text = asking.understood(question, found)
        return bool(
            (ask and garbage.answer(text, ask, before=None))
            or (found.facilities and found.facilities.wanted(text, now=NOW))
            or consultation_talk.is_asked(text)
        )

    return fires


def measured(asked: Iterable[Asked], fires: Recogniser) -> Found:
    told = [(question, sort, fires(question)) for question, sort in asked]
    own = [(question, fired) for question, sort, fired in told if sort == "own"]
    wrongly = [question for question, sort, fired in told if sort == "other" and fired]
    missed = [question for question, fired in own if not fired]
    right = len(own) - len(missed)
    return Found(len(own), right + len(wrongly), right, missed, wrongly)


def demo_questions() -> list[Asked]:
    return [(row["question"], _sort(set(row["expected"].split("|")))) for row in table("questions.csv")]


def _sort(keys: set[str]) -> str:
    if keys == OWN_OF_THE_DEMO:
        return "own"
    return "either" if keys & (OWN_OF_THE_DEMO | EITHER_OF_THE_DEMO) else "other"


def localgov_questions(data: Path) -> list[Asked]:
    asked = json.loads((data / "faq/localgov/queries_dev.json").read_text(encoding="utf-8"))
    sorts = dict.fromkeys(OWN_OF_LOCALGOV, "own") | dict.fromkeys(EITHER_OF_LOCALGOV, "either")
    return [(text, sorts.get(key, "other")) for key, text in asked.items()]


def other_questions(data: Path) -> dict[str, list[Asked]]:
    clinc = json.loads((data / "intents/clinc150/data_full.json").read_text(encoding="utf-8"))
    massive = (data / "intents/massive_ja_train_dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in massive]
    return {
        "CLINC150, test and out of scope (English)": [
            (text, "other") for text, _ in clinc["test"] + clinc["oos_test"]
        ],
        "MASSIVE ja, dev (to a voice assistant)": [
            (row["text"], "other") for row in rows if row["partition"] == "dev"
        ],
    }


def with_published() -> Published:
    index = faq_building.build(published_entries())
    return lambda text: Exchange.Outcome(index.decide(text).kind)


def recognising(data: Path) -> Iterator[tuple[str, Found]]:
    found = demo_lists()
    yield "demo questions (519)", measured(demo_questions(), recogniser(found, with_published()))
    alone = recogniser(found, lambda _: Exchange.Outcome.UNKNOWN)
    yield "localgov dev (375)", measured(localgov_questions(data), alone)


def strays(data: Path) -> Iterator[tuple[str, str]]:
    alone = recogniser(demo_lists(), lambda _: Exchange.Outcome.UNKNOWN)
    for name, asked in other_questions(data).items():
        wrongly = measured(asked, alone).wrongly
        print(f"{name}: fired wrongly at {_quoted(wrongly)}")
        yield name, f"{len(wrongly)} of {len(asked)}"


def costs(data: Path) -> Iterator[tuple[str, str]]:
    for folder in sorted((data / "garbage").iterdir()):
        yield folder.name, _cost(files(folder))
    items = "".join(
        f"燃やすごみ,品目{n}の箱,水を切る,ひんもく{n}のはこ\n" for n in range(garbage_files.MOST_ITEMS)
    )
    districts = "".join(f"町{n},,月 木,水{n % 4 + 1}\n" for n in range(garbage_files.MOST_DISTRICTS))
    most = {
        "target": f"type,name,notice,furigana\n{items}".encode(),
        "area_days": f"地名,センター,燃やすごみ,資源\n{districts}".encode(),
    }
    yield (
        f"the most allowed: {garbage_files.MOST_ITEMS:,} things, {garbage_files.MOST_DISTRICTS:,} districts",
        _cost(most),
    )


def _cost(content: dict[str, bytes]) -> str:
    read, index = [], []
    for _ in range(ROUNDS):
        days.parse.cache_clear()
        began = process_time()
        reading = garbage_files.read(content, today=date(2026, 11, 24))
        between = process_time()
        GarbageIndex(held("garbage", reading.content))
        read.append(between - began)
        index.append(process_time() - between)
    return f"read and checked in {1000 * median(read):.0f} ms, index in {1000 * median(index):.0f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lookups", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with faq/, garbage/, intents/")
    parser.add_argument("--print-only", action="store_true", help="leave RESULTS.md alone")
    parser.add_argument("--rows", action="store_true", help="only the recogniser's figures, as JSON")
    arguments = parser.parse_args()
    if arguments.rows:
        print(json.dumps({name: str(found) for name, found in recognising(arguments.data)}))
        return
    text = _report(arguments.data)
    print(text)
    if not arguments.print_only:
        sections.write(HEADING, text)


def _report(data: Path) -> str:
    recognised = list(recognising(data))
    lines = [f"| is it a look-up: {name} | {found} |" for name, found in recognised]
    lines += [f"| fired wrongly: {name} | {words} |" for name, words in strays(data)]
    lines += [f"| {name} | {words} |" for name, words in costs(data)]
    for name, found in recognised:
        print(f"{name}: missed {_quoted(found.missed)}; not its own {_quoted(found.wrongly)}")
    return f"""{HEADING}

Measured on {sections.today()} with `python -m benchmarks.lookups --data <folder>`,
{sections.machine()}; CPU milliseconds, the middle of {ROUNDS} runs. The demo city's lists answer.
The recogniser was mended by what the first four lines showed, so that other questions may do worse.

| what | figures |
|---|---|
{chr(10).join(lines)}

A question that an entry answers as well as a list does counts for neither figure. A list is
read and checked while the browser waits, which nobody notices; a file with more rows than the most allowed is
refused with its number of rows. The index is built once in each process; meanwhile the one before answers.
"""


def _quoted(questions: Sequence[str]) -> str:
    return "、".join(f"「{question}」" for question in questions) or "nothing"


if __name__ == "__main__":
    main()
