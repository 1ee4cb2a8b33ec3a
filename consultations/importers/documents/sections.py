"""From the blocks of a document (headings and texts, each with its row) to its numbered sections."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST_TITLE = 120
LONGEST_BODY = 20_000
LONGEST_LINE = 20_000
LONGEST_NUMBER = 12
MOST_SECTIONS = 300
_SHOWN = 60
_NUMBER = re.compile(r"^(?P<number>[0-9０-９]+(?:[.．][0-9０-９]+)*)[.．]?[\s　]+(?P<title>\S.*)$")
_PLAIN = str.maketrans("０１２３４５６７８９．", "0123456789.")

PROBLEMS: "dict[str, str | Promise]" = {
    "no_heading": _("There is no heading, so there are no sections. Give each section a heading."),
    "empty_heading": _("The heading is empty. Write its words or make it normal text."),
    "title_too_long": _("The heading is longer than 120 characters."),
    "body_too_long": _("The text of this section is longer than 20,000 characters. Divide it by headings."),
    "line_too_long": _("The line is longer than 20,000 characters."),
    "number_twice": _("An earlier heading has the same number."),
    "number_too_long": _("The number of the heading is longer than 12 characters."),
    "too_many_sections": _("There are more than 300 headings; the rest was not read."),
}


@dataclass(frozen=True)
class Problem:
    """`row` as the reader of the file counts: the line of a text, the paragraph of a Word file."""

    row: int
    code: str
    value: str = ""

    @property
    def words(self) -> "str | Promise":
        return PROBLEMS[self.code]


@dataclass(frozen=True)
class Block:
    """A heading of a level from 1, or (level 0) a piece of text as Markdown."""

    row: int
    text: str
    level: int = 0


@dataclass(frozen=True)
class Part:
    row: int
    number: str
    title: str
    body: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Manuscript:
    title: str
    parts: tuple[Part, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_out: tuple[str, ...] = field(default=())


def assemble(
    title: str, blocks: Iterable[Block], left_out: Sequence[str] = (), *, joint: str = "\n\n"
) -> Manuscript:
    """Put each text under its heading; number the headings unless every one has its number already."""
    gathered = _gather(blocks)
    if not gathered.headings:
        return Manuscript(title, problems=(*gathered.problems, Problem(1, "no_heading")))
    problems = list(gathered.problems)
    headings = gathered.headings
    if len(headings) > MOST_SECTIONS:
        problems.append(Problem(headings[MOST_SECTIONS].row, "too_many_sections"))
        headings = headings[:MOST_SECTIONS]
    parts = []
    for heading, (number, words), texts in zip(headings, _numbered(headings), gathered.texts, strict=False):
        body = joint.join(texts).strip("\n")
        part = Part(heading.row, number, words, body)
        problems += _faults(part)
        parts.append(part)
    problems += _twice(parts)
    before = gathered.before
    said = [*left_out, *([f"{before[:_SHOWN]}…" if len(before) > _SHOWN else before] if before else [])]
    return Manuscript(
        title, tuple(parts), tuple(sorted(problems, key=lambda problem: problem.row)), tuple(said)
    )


@dataclass
class _Gathered:
    headings: list[Block] = field(default_factory=list)
    texts: list[list[str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    before: str = ""
    """What stands before the first heading."""


def _gather(blocks: Iterable[Block]) -> _Gathered:
    found = _Gathered()
    for block in blocks:
        if len(block.text) > LONGEST_LINE and "\n" not in block.text:
            found.problems.append(Problem(block.row, "line_too_long", block.text[:_SHOWN]))
        elif block.level and not block.text.strip():
            found.problems.append(Problem(block.row, "empty_heading"))
        elif block.level:
            found.headings.append(block)
            found.texts.append([])
        elif found.texts:
            found.texts[-1].append(block.text)
        else:
            found.before = f"{found.before} {block.text.strip()}".strip()[: _SHOWN * 2]
    return found


def _numbered(headings: Sequence[Block]) -> Iterator[tuple[str, str]]:
    written = [_NUMBER.match(heading.text.strip()) for heading in headings]
    if all(written):
        for match in written:
            assert match  # noqa: S101 - all of them matched
            yield match["number"].translate(_PLAIN), match["title"].strip()
        return
    highest = min(heading.level for heading in headings)
    counts: list[int] = []
    for heading in headings:
        depth = min(heading.level - highest + 1, len(counts) + 1)
        counts = counts[:depth] + [0] * (depth - len(counts))
        counts[-1] += 1
        yield ".".join(map(str, counts)), heading.text.strip()


def _faults(part: Part) -> Iterator[Problem]:
    if len(part.title) > LONGEST_TITLE:
        yield Problem(part.row, "title_too_long", part.title[:_SHOWN])
    if len(part.number) > LONGEST_NUMBER:
        yield Problem(part.row, "number_too_long", part.number[:_SHOWN])
    if len(part.body) > LONGEST_BODY:
        yield Problem(part.row, "body_too_long", f"{part.number} {part.title}"[:_SHOWN])


def _twice(parts: Sequence[Part]) -> Iterator[Problem]:
    seen: Counter[str] = Counter()
    for part in parts:
        seen[part.number] += 1
        if seen[part.number] > 1:
            yield Problem(part.row, "number_twice", f"{part.number} {part.title}"[:_SHOWN])
