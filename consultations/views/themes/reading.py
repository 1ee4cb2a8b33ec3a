"""Themes of one run as pages show them. A fixed number of queries, however many opinions there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from consultations.models import AnalysisRun, Cluster, Evidence, Opinion, Theme
from consultations.models.standing import ThemeSize, Totals
from consultations.views.themes.quotations import Quotation, quotations

COLOURS = 10
MARKERS = (
    "m-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0",
    "m-5-5h10v10h-10z",
    "m0-7l7 12h-14z",
    "m0-7l7 7l-7 7l-7-7z",
    "m-2-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
    "m0 7l7-12h-14z",
)
"""Shapes around a point, as the rest of an SVG path: ten colours do not tell all themes apart."""
QUOTATIONS_IN_LISTS = 2
FRAGILITY = ((0.5, "fragile"), (0.25, "wavering"), (0.0, "firm"))
"""From which share of the tries that lost a theme it is called so."""


@dataclass(frozen=True)
class ThemeRow:
    """`rank` 0 is the largest; it decides colour and marker wherever the theme is drawn."""

    rank: int
    theme: Theme
    label: str
    terms: list[str]
    size: ThemeSize
    quotations: list[Quotation] = field(default_factory=list)
    cluster: Cluster | None = None
    """As the run found it; a theme made by hand has none."""
    narrowed: ThemeSize | None = None
    """How much of it is in the selection; empty: nobody selects."""

    @property
    def shown(self) -> ThemeSize:
        return self.narrowed or self.size

    @property
    def is_narrowed(self) -> bool:
        return self.narrowed is not None

    @property
    def is_distinct(self) -> bool:
        return self.cluster is not None and self.cluster.is_distinct

    @property
    def fragility(self) -> str:
        """In three steps; empty when it was not tried."""
        if self.cluster is None or self.cluster.fragility is None:
            return ""
        return next(name for limit, name in FRAGILITY if self.cluster.fragility >= limit)

    @property
    def colour(self) -> int:
        return self.rank % COLOURS + 1

    @property
    def marker(self) -> str:
        return MARKERS[self.rank // COLOURS % len(MARKERS)]

    @property
    def few_quotations(self) -> list[Quotation]:
        return self.quotations[:QUOTATIONS_IN_LISTS]

    @property
    def with_stance(self) -> int:
        return self.size["agree"] + self.size["neutral"] + self.size["oppose"]


def theme_rows(run: AnalysisRun, sizes: Sequence[ThemeSize] | None = None) -> list[ThemeRow]:
    """All themes that hold an opinion now: pinned ones, then the others, then those set aside; largest first.

    Colour and marker go by size alone, so that pinning changes neither. `sizes`: where known already.
    """
    if sizes is None:
        sizes = list(run.memberships.all().sizes_by_theme())  # type: ignore[arg-type]
    themes = Theme.objects.in_bulk([size["standing_theme"] for size in sizes])
    clusters = _clusters_by_theme(run.clusters.select_related("theme", "parent"))
    quotations = _quotations_by_theme(run)
    rows = []
    for rank, size in enumerate(sizes):
        theme = themes[size["standing_theme"]]
        found = clusters[theme.pk]
        rows.append(
            ThemeRow(
                rank,
                theme,
                _label(theme, found),
                _terms(found),
                size,
                quotations[theme.pk],
                next((cluster for cluster in found if cluster.theme_id == theme.pk), None),
            )
        )
    return sorted(rows, key=_precedence)


def narrowed(rows: list[ThemeRow], sizes: Sequence[ThemeSize]) -> list[ThemeRow]:
    """Only the themes in which something is selected, with how much; colours and markers stay."""
    selected = {size["standing_theme"]: size for size in sizes}
    found = [replace(row, narrowed=selected[row.theme.pk]) for row in rows if row.theme.pk in selected]
    return sorted(found, key=lambda row: (*_precedence(row)[:2], -row.shown["opinions"], row.rank))


def _precedence(row: ThemeRow) -> tuple[bool, bool, int]:
    theme = row.theme
    return theme.set_aside_at is not None, theme.pinned_at is None, row.rank


def totals_of(run: AnalysisRun) -> Totals:
    return run.memberships.all().totals()


def counted_alone(totals: Totals, rows: list[ThemeRow]) -> int:
    """What is left when every theme has its opinions, copies included."""
    return totals["total"] - totals["withheld"] - sum(row.shown["opinions"] for row in rows)


def arrived_since(run: AnalysisRun, read: int) -> int:
    """Opinions handed in since the run, which read each one that there was once."""
    handed_in = Opinion.objects.submitted().filter(consultation=run.consultation_id).count()
    return max(0, handed_in - read)


def _clusters_by_theme(clusters: Iterable[Cluster]) -> defaultdict[int, list[Cluster]]:
    """The theme's own cluster first, then those of the themes merged into it."""
    found: defaultdict[int, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        if cluster.theme is None:
            continue
        if cluster.theme.merged_into_id:
            found[cluster.theme.merged_into_id].append(cluster)
        else:
            found[cluster.theme.pk].insert(0, cluster)
    return found


def _quotations_by_theme(run: AnalysisRun) -> defaultdict[int, list[Quotation]]:
    found: defaultdict[int, list[Quotation]] = defaultdict(list)
    for theme, quotation in quotations(Evidence.objects.standing().filter(cluster__run=run)):
        found[theme].append(quotation)
    return found


def _label(theme: Theme, clusters: list[Cluster]) -> str:
    own = next((cluster.label for cluster in clusters if cluster.theme_id == theme.pk), "")
    return theme.staff_label or own or theme.found_label


def _terms(clusters: list[Cluster]) -> list[str]:
    return clusters[0].terms if clusters else []
