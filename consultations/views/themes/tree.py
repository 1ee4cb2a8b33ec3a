"""Families of themes, the largest first; themes that stand under no family come last."""

from collections import defaultdict
from dataclasses import dataclass

from consultations.views.themes.reading import ThemeRow


@dataclass(frozen=True)
class Branch:
    label: str
    number: int | None
    """Of the family's cluster; empty: these themes stand by themselves."""
    rows: list[ThemeRow]

    @property
    def opinions(self) -> int:
        return sum(row.shown["opinions"] for row in self.rows)

    @property
    def distinct(self) -> int:
        return sum(row.shown["distinct"] for row in self.rows)


def branches(rows: list[ThemeRow]) -> list[Branch]:
    families: defaultdict[int | None, list[ThemeRow]] = defaultdict(list)
    labels: dict[int | None, str] = {None: ""}
    for row in rows:
        parent = row.cluster.parent if row.cluster else None
        number = parent.number if parent else None
        families[number].append(row)
        if parent:
            labels[number] = parent.label
    found = [Branch(labels[number], number, themes) for number, themes in families.items()]
    return sorted(found, key=lambda branch: (branch.number is None, -branch.opinions, branch.label))
