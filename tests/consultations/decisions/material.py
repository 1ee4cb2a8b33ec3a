"""A run laid down by hand, and every way in which it can be read as one value to compare."""

from dataclasses import dataclass
from typing import Any

from consultations.models import AnalysisRun, Consultation, Opinion, Theme
from tests import factories
from tests.consultations.planning import findings

LABELS = ("バスの本数", "公園の照明", "学校の給食")


@dataclass(frozen=True)
class Desk:
    run: AnalysisRun
    themes: list[Theme]
    opinions: list[Opinion]
    """Four of each theme, then two copies of the first one, then two in no theme."""

    @property
    def consultation(self) -> Consultation:
        return self.run.consultation

    def place(self, opinion: Opinion) -> tuple[str, int | None, str]:
        found = self.run.memberships.all().with_standing().get(revision__opinion=opinion)
        return found.standing, found.standing_theme, found.standing_stance

    def standing(self) -> Any:
        """Where everything is and what it is called."""
        rows = self.run.memberships.all().with_standing().order_by("pk")
        places = list(rows.values_list("pk", "standing", "standing_theme", "standing_stance"))  # type: ignore[misc]
        columns = ("pk", "staff_label", "merged_into", "pinned_at", "set_aside_at", "set_aside_reason")
        themes = Theme.objects.filter(pk__in=[theme.pk for theme in self.themes])
        return places, list(themes.order_by("pk").values_list(*columns))


def laid_down(*, each: int = 4, slug: str = "plan") -> Desk:
    run = findings.run(factories.closed_consultation(slug=slug))
    clusters = [findings.cluster(run, label=label) for label in LABELS]
    places = [
        findings.member(run, cluster=cluster, text=f"{cluster.label}について{number}。")
        for cluster in clusters
        for number in range(each)
    ]
    copies = [findings.member(run, cluster=clusters[0], copy_of=places[0]) for _number in range(2)]
    alone = [findings.member(run, text="どれでもない意見です。") for _number in range(2)]
    return Desk(
        run,
        [cluster.theme for cluster in clusters if cluster.theme],
        [place.revision.opinion for place in [*places, *copies, *alone]],
    )
