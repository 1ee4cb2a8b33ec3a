"""Which rows a result has now: themes with their response, those set aside, and what is in no theme."""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from consultations.models import AnalysisRun, AnsweredTheme, Consultation, Opinion, Response, Theme
from consultations.models.opinion import counted
from consultations.models.standing import ThemeSize, Totals


class Stand(StrEnum):
    """How far the answer to a row is; the order in which a board shows them."""

    UNANSWERED = "unanswered"
    DRAFT = "draft"
    CONSULTING = "consulting"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    SET_ASIDE = "set_aside"


@dataclass
class Group:
    """One row: what is answered together."""

    response: Response | None
    themes: list[Theme] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    opinions: int = 0
    distinct: int = 0
    is_of_others: bool = False

    @property
    def set_aside_reason(self) -> str:
        """Only where nothing was answered: a response says more than a note."""
        if self.response or not self.themes or not self.themes[0].set_aside_at:
            return ""
        return self.themes[0].set_aside_reason

    @property
    def stand(self) -> Stand:
        if self.response is not None and self.response.version:
            return Stand(self.response.state)
        if self.response is None and self.themes and self.themes[0].set_aside_at:
            return Stand.SET_ASIDE
        return Stand.UNANSWERED

    @property
    def is_ready(self) -> bool:
        return self.stand in (Stand.APPROVED, Stand.PUBLISHED, Stand.SET_ASIDE)


@dataclass(frozen=True)
class Found:
    groups: list[Group]
    totals: Totals
    idle: list[Response]
    """Responses whose themes hold no opinion now."""


def of_run(run: AnalysisRun) -> Found:
    """Largest first, what is in no theme last; with a fixed number of queries."""
    sizes: list[ThemeSize] = list(run.memberships.all().sizes_by_theme())  # type: ignore[arg-type]
    themes = Theme.objects.in_bulk([size["standing_theme"] for size in sizes])
    labels = dict(run.clusters.filter(theme__isnull=False).values_list("theme", "label"))
    responses = _responses(run.consultation_id)
    totals = run.memberships.all().totals()
    groups: dict[object, Group] = {}
    for size in sizes:
        theme = themes[size["standing_theme"]]
        response = responses.get(theme.pk)
        key = ("response", response.pk) if response else ("theme", theme.pk)
        group = groups.setdefault(key, Group(response))
        group.themes.append(theme)
        group.labels.append(theme.staff_label or labels.get(theme.pk, "") or theme.found_label)
        group.opinions += size["opinions"]
        group.distinct += size["distinct"]
    found = sorted(groups.values(), key=lambda group: -group.opinions)
    others = Response.objects.filter(consultation=run.consultation_id, is_of_others=True).select_related(
        "written_by", "approved_by"
    )
    alone = totals["total"] - totals["withheld"] - sum(group.opinions for group in found)
    other = others.first()
    if alone:
        found.append(Group(other, opinions=alone, distinct=totals["no_theme"], is_of_others=True))
    shown = {group.response.pk for group in found if group.response}
    idle = {one.pk: one for one in responses.values() if one.pk not in shown}
    return Found(found, totals, list(idle.values()))


def _responses(consultation_id: int) -> dict[int, Response]:
    """By theme, merges followed: a theme's own response comes before one of a theme merged into it."""
    own: dict[int, Response] = {}
    inherited: defaultdict[int, list[Response]] = defaultdict(list)
    rows = AnsweredTheme.objects.filter(theme__consultation=consultation_id).select_related(
        "theme", "response__written_by", "response__approved_by"
    )
    for row in rows:
        if row.theme.merged_into_id is None:
            own[row.theme_id] = row.response
        else:
            inherited[row.theme.merged_into_id].append(row.response)
    for theme, responses in inherited.items():
        best = max(responses, key=lambda response: (response.version > 0, response.pk))
        if theme not in own or (best.version and not own[theme].version):
            own[theme] = best
    return own


def unread(run: AnalysisRun) -> int:
    """Opinions that the run does not count as they stand: handed in, or shown again, after it."""
    read = run.memberships.values("revision__opinion")
    handed_in = Opinion.objects.submitted().filter(consultation=run.consultation_id)
    shown_again = run.memberships.filter(counted("revision__opinion__"), state="withheld")
    return handed_in.exclude(pk__in=read).count() + shown_again.count()


def newest_run(consultation: Consultation) -> AnalysisRun | None:
    """The run that everybody reads, else the newest."""
    published = consultation.runs.filter(published_at__isnull=False).first()
    return published or consultation.runs.first()
