"""What became of opinions, as their author reads it: hidden and why, or counted in which theme."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from consultations.models import (
    ChangeCause,
    Membership,
    ModerationDecision,
    Opinion,
    PersonalFinding,
    PublishedPlace,
    Theme,
)
from consultations.services.participation.opinions import is_editable
from consultations.views.participation.discussion import hiding_decisions


@dataclass(frozen=True)
class Treated:
    opinion: Opinion
    hiding: ModerationDecision | None
    standing: str
    theme: Theme | None
    led_to: list[ChangeCause] = field(default_factory=list)
    """Changes in the plan that it, or the theme it is counted in, led to."""
    editable: bool = False
    published: PublishedPlace | None = None
    """Its place in the newest publication: in a row with the city's answer, or withheld with the reason."""


def of(opinions: list[Opinion], *, now: datetime) -> list[Treated]:
    """With a fixed number of queries. Themes count from the moment that their run is published."""
    decisions = hiding_decisions(opinions)
    places = {
        membership.revision.opinion_id: membership
        for membership in Membership.objects.with_standing()
        .filter(run__published_at__isnull=False, revision__opinion__in=opinions)
        .select_related("revision")
    }
    themes = Theme.objects.in_bulk({getattr(place, "standing_theme", None) or 0 for place in places.values()})
    caused = list(
        ChangeCause.objects.published().filter(Q(opinion__in=opinions) | Q(theme__in=[*themes.values()]))
    )
    published = _published(opinions)
    _name(themes.values(), published.values(), opinions)
    return [
        Treated(
            opinion,
            decisions.get(opinion.pk),
            getattr(places.get(opinion.pk), "standing", ""),
            theme := themes.get(getattr(places.get(opinion.pk), "standing_theme", None) or 0),
            [one for one in caused if one.opinion_id == opinion.pk or (theme and one.theme_id == theme.pk)],
            is_editable(opinion=opinion, now=now),
            published.get(opinion.pk),
        )
        for opinion in opinions
    ]


def _name(themes: Iterable[Theme], published: Iterable[PublishedPlace], opinions: list[Opinion]) -> None:
    """What was hidden in somebody's words does not stand in the names of themes either."""
    covers = PersonalFinding.objects.all().covers_among(one.consultation_id for one in opinions)
    for theme in themes:
        theme.staff_label = covers.label(theme.label)
    for row in (place.row for place in published if place.row):
        row.label = covers.label(row.label)


def _published(opinions: list[Opinion]) -> dict[int, PublishedPlace]:
    """Later publications take the place of earlier ones."""
    found = PublishedPlace.objects.filter(
        revision__opinion__in=opinions, publication__published_at__isnull=False
    )
    places = found.select_related("revision", "row", "publication").defer("revision__text")
    return {place.revision.opinion_id: place for place in places.order_by("publication__number")}
