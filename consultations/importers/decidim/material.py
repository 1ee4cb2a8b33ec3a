"""Everything in the archive, read once: what there is, what is odd, which rows are wrong exactly where."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import IO, Any, TypeVar

from consultations.importers.decidim import records, tables, trees
from consultations.importers.decidim.archive import Archive, Part
from consultations.importers.decidim.records import Problem, Reply, Titled, WrongRow
from consultations.importers.decidim.trees import Trees

TITLED = ("proposals", "debates")
SPACES = ("participatory_processes", "assemblies", "conferences", "consultations", "initiatives")
SHOWN_PROBLEMS = 500
_COMMENTS = "_comments"
_ROOT_OF = {"proposal_comments": "proposals", "debate_comments": "debates"}
Record = TypeVar("Record", Titled, Reply)


@dataclass
class Table:
    entity: str
    rows: int
    taken: int
    wrong: int
    separator: str
    generation: str = ""


@dataclass
class Material:
    host: str = ""
    tables: list[Table] = field(default_factory=list)
    titled: list[Titled] = field(default_factory=list)
    replies: dict[str, Trees] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    spaces: dict[str, str] = field(default_factory=dict)
    locales: set[str] = field(default_factory=set)
    oddities: Counter[str] = field(default_factory=Counter)

    def of_space(self, space: str) -> "tuple[list[Titled], dict[str, Trees]]":
        """What belongs to one participatory space; everything when none is named."""
        if not space:
            return self.titled, self.replies
        titled = [record for record in self.titled if record.space == space]
        chosen = {(record.entity, record.number) for record in titled}
        replies = {
            entity: Trees(
                [one for one in found.placed if (root_entity(entity), one.reply.root) in chosen], [], 0, 0
            )
            for entity, found in self.replies.items()
        }
        return titled, replies

    def findings(self) -> dict[str, Any]:
        """For the preview page: JSON, and bounded however large the archive."""
        return {
            "host": self.host,
            "tables": [asdict(table) for table in self.tables],
            "spaces": self._spaces(),
            "problems": [asdict(problem) for problem in self.problems[:SHOWN_PROBLEMS]],
            "problems_total": len(self.problems),
            "oddities": dict(self.oddities),
            "locales": sorted(self.locales),
            "translated": sorted({column for one in self.titled for column in translations_of(one)}),
            "votes": sum(record.votes for record in self.titled),
            "people": len({one.author for one in self._everything() if one.author}),
            **self._dates(),
        }

    def dates(self) -> tuple[datetime | None, datetime | None]:
        known = [one.at for one in self._everything() if one.at]
        return min(known, default=None), max(known, default=None)

    def _dates(self) -> dict[str, str]:
        first, last = self.dates()
        return {"first": first.isoformat() if first else "", "last": last.isoformat() if last else ""}

    def _everything(self) -> Iterator[Titled | Reply]:
        yield from self.titled
        for found in self.replies.values():
            yield from (one.reply for one in found.placed)

    def _spaces(self) -> list[dict[str, Any]]:
        sizes = Counter(record.space for record in self.titled)
        where = {(record.entity, record.number): record.space for record in self.titled}
        below: Counter[str] = Counter(
            where.get((root_entity(entity), one.reply.root), "")
            for entity, found in self.replies.items()
            for one in found.placed
        )
        return [
            {"key": key, "label": self.spaces.get(key, key), "proposals": sizes[key], "comments": below[key]}
            for key in sorted(key for key in sizes if key)
        ]


def translations_of(record: Titled) -> dict[str, str]:
    found: dict[str, str] = record.details.get("translations", {})
    return found


def root_entity(entity: str) -> str:
    return _ROOT_OF.get(entity, entity.removesuffix(_COMMENTS))


def read(file: IO[bytes]) -> Material:
    """Read the archive whole. Raises `UnreadableFileError`."""
    archive = Archive(file)
    found = Material(host=next((part.host for part in archive.parts.values() if part.host), ""))
    named: dict[str, str] = {}
    for part in archive.parts.values():
        if part.entity in TITLED:
            found.titled += _records(archive, part, found, records.titled)
        elif part.entity.endswith(_COMMENTS):
            found.replies[part.entity] = trees.build(_records(archive, part, found, records.reply))
        else:
            named |= _other(archive, part, found)
    found.spaces = {
        record.space: named[record.space_number] for record in found.titled if record.space_number in named
    }
    _note_oddities(found)
    return found


def _records(
    archive: Archive, part: Part, found: Material, make: Callable[[str, tables.Row], Record]
) -> list[Record]:
    made: list[Record] = []
    seen: set[str] = set()
    wrong = 0
    with archive.open(part) as file:
        header, rows = tables.read(file, part.member)
        for row in rows:
            try:
                record = make(part.entity, row)
                if record.number in seen:
                    raise WrongRow("id", "number_twice", record.number)
            except WrongRow as error:
                wrong += 1
                found.problems.append(Problem(part.entity, row.number, error.column, error.code, error.value))
            else:
                seen.add(record.number)
                made.append(record)
    found.locales |= header.locales
    generation = records.generation_of(header) if part.entity == "proposals" else ""
    table = Table(part.entity, len(made) + wrong, len(made), wrong, header.separator, generation)
    found.tables.append(table)
    return made


def _other(archive: Archive, part: Part, found: Material) -> dict[str, str]:
    """A table that is not taken over: counted, and where it names participatory spaces, their names."""
    names: dict[str, str] = {}
    count = 0
    with archive.open(part) as file:
        header, rows = tables.read(file, part.member)
        for row in rows:
            count += 1
            if part.entity in SPACES and row.get("id"):
                names[row.get("id")] = row.words("title")
    found.tables.append(Table(part.entity, count, 0, 0, header.separator))
    return names


def _note_oddities(found: Material) -> None:
    roots = {(record.entity, record.number) for record in found.titled}
    for entity, built in found.replies.items():
        found.problems += built.circles
        found.oddities["orphans"] += built.orphans
        found.oddities["lifted"] += built.lifted
        found.oddities["no_root"] += sum(
            (root_entity(entity), one.reply.root) not in roots for one in built.placed
        )
    everything = list(found._everything())
    found.oddities["no_author"] += sum(not one.author for one in everything)
    found.oddities["no_date"] += sum(one.at is None for one in everything)
    found.oddities["custom_state"] += sum(map(records.is_custom_state, found.titled))
    found.oddities["withdrawn"] += sum(record.is_withdrawn for record in found.titled)
    found.oddities = Counter({code: count for code, count in found.oddities.items() if count})
