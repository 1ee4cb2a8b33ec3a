"""What became of opinions, as their author reads it: hidden and why, or counted in which theme."""

from dataclasses import dataclass

from consultations.models import Membership, ModerationDecision, Opinion, Theme
from consultations.views.discussion import hiding_decisions


@dataclass(frozen=True)
class Treated:
    opinion: Opinion
    hiding: ModerationDecision | None
    standing: str
    theme: Theme | None


def of(opinions: list[Opinion]) -> list[Treated]:
    """With a fixed number of queries. Themes count from the moment that their run is published."""
    decisions = hiding_decisions(opinions)
    places = {
        membership.revision.opinion_id: membership
        for membership in Membership.objects.with_standing()
        .filter(run__published_at__isnull=False, revision__opinion__in=opinions)
        .select_related("revision")
    }
    themes = Theme.objects.in_bulk({getattr(place, "standing_theme", None) or 0 for place in places.values()})
    return [
        Treated(
            opinion,
            decisions.get(opinion.pk),
            getattr(places.get(opinion.pk), "standing", ""),
            themes.get(getattr(places.get(opinion.pk), "standing_theme", None) or 0),
        )
        for opinion in opinions
    ]
