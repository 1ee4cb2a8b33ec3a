"""What still stands in the way of a publication, each thing by its name."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from consultations.exporting.results.rows import Group, Stand, newest_run, of_run, unread
from consultations.models import AnalysisRun, Consultation, PersonalFinding
from consultations.models.consultation import Stage


class Lack(StrEnum):
    NO_RUN = "no_run"
    STILL_OPEN = "still_open"
    UNREAD = "unread"
    PERSONAL_DATA = "personal_data"
    ROW = "row"


@dataclass(frozen=True)
class Missing:
    lack: Lack
    group: Group | None = None
    count: int = 0

    @property
    def stand(self) -> Stand | None:
        return self.group.stand if self.group else None


@dataclass(frozen=True)
class Readiness:
    run: AnalysisRun | None
    groups: list[Group]
    missing: list[Missing]

    @property
    def is_ready(self) -> bool:
        return not self.missing


def of(consultation: Consultation, *, now: datetime) -> Readiness:
    missing = []
    if consultation.stage_at(now) != Stage.CLOSED:
        missing.append(Missing(Lack.STILL_OPEN))
    run = newest_run(consultation)
    if run is None:
        return Readiness(None, [], [*missing, Missing(Lack.NO_RUN)])
    late = unread(run)
    if late:
        missing.append(Missing(Lack.UNREAD, count=late))
    undecided = PersonalFinding.objects.of_run(run).undecided().count()
    if undecided:
        missing.append(Missing(Lack.PERSONAL_DATA, count=undecided))
    groups = of_run(run).groups
    missing += [Missing(Lack.ROW, group) for group in groups if not group.is_ready]
    return Readiness(run, groups, missing)
