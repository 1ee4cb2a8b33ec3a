"""How many opinions of a theme its quotations speak for, and how many resemble none of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from consultations.views.themes.places import Place
from consultations.views.themes.quotations import Quotation
from consultations.views.themes.reading import ThemeRow


@dataclass(frozen=True)
class Spoken:
    """One quotation with the opinions it speaks for, copies included, and without them."""

    quotation: Quotation
    opinions: int = 0
    distinct: int = 0


@dataclass(frozen=True)
class Coverage:
    quotations: list[Spoken]
    opinions: int
    distinct: int

    @property
    def spoken_for(self) -> int:
        return sum(spoken.opinions for spoken in self.quotations)

    @property
    def spoken_for_distinct(self) -> int:
        return sum(spoken.distinct for spoken in self.quotations)

    @property
    def unlike(self) -> int:
        return self.opinions - self.spoken_for

    @property
    def unlike_distinct(self) -> int:
        return self.distinct - self.spoken_for_distinct

    @property
    def is_known(self) -> bool:
        """An earlier method of analysis did not say for whom a quotation speaks."""
        return self.spoken_for > 0


def of_theme(places: Iterable[Place], row: ThemeRow) -> Coverage:
    """`places` are all of the run."""
    return of_themes(places, [row])[row.theme.pk]


def of_themes(places: Iterable[Place], rows: Iterable[ThemeRow]) -> dict[int, Coverage]:
    """By the key of the theme, over the rows as they are shown; `places` are those that are counted there."""
    members = [place for place in places if place.spoken_for_by is not None]
    opinions = Counter((place.theme, place.cluster, place.spoken_for_by) for place in members)
    distinct = Counter(
        (place.theme, place.cluster, place.spoken_for_by) for place in members if place.is_distinct
    )
    found = {}
    for row in rows:
        quotations = []
        for quotation in row.quotations:
            key = (row.theme.pk, quotation.cluster, quotation.position)
            quotations.append(Spoken(quotation, opinions[key], distinct[key]))
        found[row.theme.pk] = Coverage(quotations, row.shown["opinions"], row.shown["distinct"])
    return found
