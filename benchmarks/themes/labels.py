"""Faults of names: `python -m benchmarks.themes.labels DATA` counts them over all real opinions.

It writes its part of RESULTS.md.
"""

import random
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import sections
from benchmarks.themes import material
from nlp.clustering import themes
from nlp.clustering.copies import find_copies
from nlp.text.sentences import split_sentences
from nlp.text.tokens import tokenizer_for_this_thread

HEADING = "## Names and quotations of themes"
_BRACKETS = tuple(zip("「『（(【［[〔〈《", "」』）)】］]〕〉》", strict=True))
_SHORTEST, _LONGEST = 2, 20
_COURTESY = re.compile(r"(よろしく|宜しく)お願い|お世話に|以上です|失礼(いた|致)?し")
# Written for the measuring: the list that quotations are chosen by would count only what it knows.
_POINTS_BACK = re.compile(
    r"これ|それ|この|その|そう|こう|そこ|ここで|また、|しかし|でも、|ですが|なので|そして|さらに|だから|ただ、"
)

FAULTS: dict[str, Callable[[str], bool]] = {
    "a bracket without its partner": lambda name: any(name.count(a) != name.count(b) for a, b in _BRACKETS),
    "more than four digits in a row": lambda name: re.search(r"[0-9０-９]{5}", name) is not None,
    "begins with a number or a sign": lambda name: not name[:1].isalpha(),
    "begins with a particle": lambda name: _kinds(name)[0] in ("助詞", "助動詞", "接尾辞"),
    "ends half-way": lambda name: _kinds(name)[-1] in ("助詞", "接頭辞", "形状詞", "接続詞", "補助記号"),
    "an address or a greeting": lambda name: re.search("http|www|お願い|お世話", name) is not None,
    "shorter than 2 or longer than 20": lambda name: not _SHORTEST <= len(name) <= _LONGEST,
}


def _kinds(name: str) -> list[str]:
    return [word.kind for word in tokenizer_for_this_thread().morphemes(name)] or ["補助記号"]


def faults(names: Sequence[str], texts: Sequence[str]) -> dict[str, int]:
    """Return how many of `names` have each fault."""
    found = {fault: sum(map(has, names)) for fault, has in FAULTS.items()}
    found["a word cut, or another letter follows at once"] = sum(_is_cut(name, texts) for name in names)
    found["given twice"] = len(names) - len({re.sub(r"\W|の", "", name).casefold() for name in names})
    return found


def _is_cut(name: str, texts: Sequence[str]) -> bool:
    """In most of its places a Latin word or number that belongs to it goes on, with or without a space."""
    goes_on = re.compile(r"[A-Za-z0-9]|[/'-][A-Za-z0-9]| (?:[A-Z]{2}|[0-9])")
    came_before = re.compile(r"(?:[A-Za-z0-9/@]|[0-9A-Z] )$")
    places = [(text, one.start(), one.end()) for text in texts for one in re.finditer(re.escape(name), text)]
    cut = sum(
        goes_on.match(text, end) is not None
        or came_before.search(text[max(start - 2, 0) : start]) is not None
        for text, start, end in places
    )
    return 2 * cut > len(places)


def measure(texts: Sequence[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Return the faults of names (those the slider shows too) and of quotations of one run over `texts`."""
    copies = {row for one in find_copies(texts) for row in one.rows[1:]}
    rows = [text for row, text in enumerate(texts) if row not in copies]
    reading = themes.read(rows)
    space = themes.learn_space(reading)
    vectors = themes.place_on(space, reading.of_rows())
    describer = themes.Describer(rows, reading, space, vectors)
    found, families = describer.describe(themes.group(vectors, None))
    names = [theme.label for theme in found] + [family.label for family in families]
    offered = [describer.step(step).labels for step in themes.steps(vectors)]
    quoted = [quote for theme in found for quote in theme.evidence]
    spoken = [place for theme in found for place in theme.spoken_for]
    told = {
        "quotations": len(quoted),
        "quotations that are no whole sentence": sum(
            not _is_whole(rows[q.row], q.start, q.end) for q in quoted
        ),
        "quotations with a number of the submission in front": sum(
            re.match(r"[0-9０-９]{5}", rows[q.row][q.start :]) is not None for q in quoted
        ),
        "a quotation with a greeting": sum(
            _COURTESY.search(rows[q.row][q.start : q.end]) is not None for q in quoted
        ),
        "quotations that begin by pointing back": sum(
            _POINTS_BACK.match(rows[q.row], q.start) is not None for q in quoted
        ),
        "opinions in themes": len(spoken),
        "spoken for": sum(place is not None for place in spoken),
    }
    counted = [faults(labels, rows) for labels in (names, *offered)]
    summed = {fault: sum(one[fault] for one in counted) for fault in counted[0]}
    return {"names": sum(map(len, (names, *offered)))} | summed, told


def renamed(texts: Sequence[str]) -> dict[str, int]:
    """Return how many themes have another name after a run that goes on with a tenth more opinions.

    Beside it: how many would have, were each named as if it were new.
    """
    order = random.Random(1).sample(range(len(texts)), len(texts))  # noqa: S311 - repeatable, nothing secret
    early = len(texts) * 9 // 10
    mixed = [texts[row] for row in sorted(order[:early]) + sorted(order[early:])]
    first = themes.find_themes(mixed[:early], groups=None)
    names = {theme.number: theme.label for theme in first.themes}
    sizes = {theme.number: len(theme.members) for theme in first.themes}
    previous = [*first.assignments, *[None] * (len(mixed) - early)]
    found: dict[str, int] = {"themes that went on with a tenth more opinions": len(names)}
    for how, before in (("", names), (", each named as if it were new", {})):
        second = themes.find_themes(mixed, groups=None, previous=previous, names=before)
        other = [theme for theme in second.themes if names.get(theme.number, theme.label) != theme.label]
        found[f"of them with another name{how}"] = len(other)
        if before:
            found["… of themes of four or more"] = sum(sizes[theme.number] > 3 for theme in other)
    return found


def _is_whole(text: str, start: int, end: int) -> bool:
    """It ends where a sentence ends, and no word stands between it and the sentence's beginning."""
    for sentence in split_sentences(text):
        if sentence.end == end:
            return re.search(r"[^\W\d_]", text[sentence.start : start]) is None
    return False


def _section(data: Path) -> str:
    sets = (material.kankyou(data)[0], material.aipubcom(data))
    tables = [
        names | told | renamed(texts) for texts, (names, told) in zip(sets, map(measure, sets), strict=True)
    ]
    rows = [f"| {what} | {' | '.join(f'{one[what]:,}' for one in tables)} |" for what in tables[0]]
    return f"""{HEADING}

Measured on {sections.today()} with `python -m benchmarks.themes.labels <folder>`: the names of themes and
families of one run with those that the slider shows for other numbers of themes; the quotations of the run.

| how many | kankyou | aipubcom |
|---|---|---|
{chr(10).join(rows)}
"""


if __name__ == "__main__":
    sections.write(HEADING, _section(Path(sys.argv[1])))
