"""Where every opinion of a run stands, read once: all figures of a page are counted from it.

One pass over the rows costs the database as much as a single sum, and a page of the desk needs ten sums.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from operator import attrgetter
from typing import NamedTuple

from consultations.models import AnalysisRun, Membership, Opinion
from consultations.models.standing import ThemeSize, Totals

State = Membership.State
_FIELDS = (
    *("pk", "standing", "standing_theme", "standing_stance", "revision__stance", "cluster", "spoken_for_by"),
    *("score", "x", "y", "revision__opinion__author", "revision__opinion__receipt"),
)


class Place(NamedTuple):
    key: int
    standing: str
    theme: int | None
    stance: str
    chosen_by_author: str
    cluster: int | None
    spoken_for_by: int | None
    score: float
    x: float
    y: float
    author: int | None
    receipt: str

    @property
    def is_distinct(self) -> bool:
        return self.standing in (State.IN_THEME, State.NO_THEME)


def places_of(run: AnalysisRun) -> list[Place]:
    """In the order of lists: the most typical first."""
    rows = run.memberships.all().with_standing().order_by("pk").values_list(*_FIELDS)
    return sorted(map(Place._make, rows), key=attrgetter("score"), reverse=True)


def totals(places: Collection[Place], *, set_aside: Collection[int] = ()) -> Totals:
    """As `MembershipQuerySet.totals`; `set_aside` are keys of themes."""
    counts = Counter(place.standing for place in places)
    return {
        "total": len(places),
        "in_theme": counts[State.IN_THEME],
        "copy": counts[State.COPY],
        "no_theme": counts[State.NO_THEME],
        "withheld": counts[State.WITHHELD],
        "people": _people(places),
        "set_aside": sum(place.theme in set_aside for place in places if place.theme is not None),
    }


def sizes(places: Iterable[Place]) -> list[ThemeSize]:
    """As `MembershipQuerySet.sizes_by_theme`: one for each theme, largest first."""
    themes: defaultdict[int, list[Place]] = defaultdict(list)
    for place in places:
        if place.theme is not None:
            themes[place.theme].append(place)
    found = [_size(theme, members) for theme, members in themes.items()]
    return sorted(found, key=lambda size: (-size["opinions"], size["standing_theme"]))


def _size(theme: int, members: list[Place]) -> ThemeSize:
    stances = Counter(place.stance for place in members)
    neutral = Opinion.Stance.NEUTRAL
    return {
        "standing_theme": theme,
        "opinions": len(members),
        "distinct": sum(place.standing == State.IN_THEME for place in members),
        "people": _people(members),
        "agree": stances["agree"],
        "oppose": stances["oppose"],
        "conditional": stances["conditional"],
        "request": stances["request"],
        "question": stances["question"],
        "neutral": sum(not place.stance and place.chosen_by_author == neutral for place in members),
    }


def _people(places: Iterable[Place]) -> int:
    """Authors with an account once each; of the others each opinion is one person."""
    authors = [place.author for place in places]
    return len(set(authors) - {None}) + authors.count(None)
