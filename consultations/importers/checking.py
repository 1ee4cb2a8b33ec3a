"""All rows of a batch against its mapping and against what is there already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from consultations.importers.limits import UnreadableFileError
from consultations.importers.mapping import Mapping
from consultations.importers.rows import Entry, Problem, read_entries
from consultations.importers.tables import Table, read_table
from consultations.models import Consultation, ImportBatch, Submission


@dataclass(frozen=True)
class Findings:
    total: int
    entries: list[Entry]
    already_there: int
    problems: list[Problem]


def table_of(batch: ImportBatch) -> Table:
    """Read the kept file again. Raises `UnreadableFileError`, also when it is no longer kept."""
    try:
        with batch.file.open("rb") as file:
            content = file.read()
    except (ValueError, FileNotFoundError) as error:
        raise UnreadableFileError(_("The file is no longer kept. Please upload it again.")) from error
    return read_table(batch.file_name, content)


def examine(batch: ImportBatch, table: Table, *, now: datetime) -> Findings:
    read = list(read_entries(table, Mapping.from_json(batch.mapping), now=now))
    problems = [problem for row in read if isinstance(row, list) for problem in row]
    known = known_words(batch.consultation)
    entries, already_there = [], 0
    for entry in read:
        if isinstance(entry, list):
            continue
        if known.get(entry.source_key, entry.sha256) != entry.sha256:
            problems.append(Problem(entry.row, batch.mapping["key"], "number_known", _number(entry)))
        else:
            entries.append(entry)
            already_there += entry.source_key in known
    problems.sort(key=lambda problem: problem.row)
    return Findings(len(table.rows), entries, already_there, problems)


def known_words(consultation: Consultation) -> dict[str, str]:
    """The digest of the words each row was first imported with, by the row's key."""
    first = Submission.objects.filter(consultation=consultation, opinion__revisions__number=1)
    return dict(first.values_list("source_key", "opinion__revisions__sha256"))


def refused_rows(problems: Iterable[Problem]) -> int:
    return len({problem.row for problem in problems})


def _number(entry: Entry) -> str:
    return entry.source_key.removeprefix("number:")
