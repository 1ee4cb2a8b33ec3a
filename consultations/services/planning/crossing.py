"""Themes crossed with the groups of people who vote alike: which theme unites them, which divides."""

from collections import defaultdict
from typing import Any

from consultations.models import AnalysisRun, GroupPlace, Theme, Vote
from nlp.opinion_groups.crossing import Cast, Crossed, crossed


def found_in(run: AnalysisRun) -> list[Crossed]:
    """The themes in which statements of residents stand that two groups at least voted on, by their names.

    Statements that the office wrote are no opinions, so they stand in no theme. Four queries.
    """
    groups = dict(
        GroupPlace.objects.filter(search__consultation=run.consultation_id, group__isnull=False).values_list(
            "person", "group"
        )
    )
    if not groups:
        return []
    rows: Any = run.memberships.all().with_standing().exclude(standing="withheld")  # type: ignore[misc]
    placed = rows.filter(standing_theme__isnull=False, revision__opinion__statement__isnull=False)
    themes = dict(placed.order_by().values_list("revision__opinion__statement", "standing_theme"))
    names = {theme.pk: theme.label for theme in Theme.objects.filter(pk__in=set(themes.values()))}
    people: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    votes: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    cast = Vote.objects.filter(statement__in=themes).values_list("statement", "person", "value")
    for statement, person, value in cast.iterator(2_000):
        group = groups.get(person)
        if group is not None:
            cell = names[themes[statement]], group
            people[cell].add(person)
            votes[cell].append(value)
    counted: defaultdict[str, dict[int, Cast]] = defaultdict(dict)
    for (name, group), values in votes.items():
        agree = sum(value == Vote.Value.AGREE for value in values)
        counted[name][group] = Cast(len(people[name, group]), len(values), agree)
    return crossed(counted)
