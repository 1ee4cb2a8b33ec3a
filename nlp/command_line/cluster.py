"""Find the themes of a column of texts."""

import argparse
from pathlib import Path

from nlp.clustering.themes import find_themes
from nlp.command_line.files import BadInput, Table, read_table, write_table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--texts", type=Path, required=True, help="CSV")
    parser.add_argument("--column", required=True, help="the column that holds the texts")
    parser.add_argument("--groups", type=_groups, required=True, help="how many, or auto")
    parser.add_argument("--previous", type=Path, help="an earlier --out to continue from")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True, help="CSV row,group,parent,label,score")


def run(arguments: argparse.Namespace) -> dict[str, object]:
    texts = read_table(arguments.texts).column(arguments.column)
    before = read_table(arguments.previous) if arguments.previous else None
    result = find_themes(
        texts,
        groups=arguments.groups,
        seed=arguments.seed,
        previous=_previous(before, len(texts)) if before else None,
        names=_names(before) if before else {},
    )
    themes = {theme.number: theme for theme in result.themes}
    rows: list[list[object]] = []
    for row, number in enumerate(result.assignments):
        score = f"{result.scores[row]:.6f}"
        if number is None:
            rows.append([row, "", "", "", score])
        else:
            theme = themes[number]
            rows.append([row, number, theme.parent or "", theme.label, score])
    write_table(arguments.out, ["row", "group", "parent", "label", "score"], rows)
    outside = sum(number is None for number in result.assignments)
    return {"texts": len(texts), "groups": len(themes), "in_no_group": outside}


def _groups(given: str) -> int | None:
    if given == "auto":
        return None
    if not given.isdecimal() or int(given) < 1:
        message = f"{given!r} is neither a number from 1 nor auto"
        raise argparse.ArgumentTypeError(message)
    return int(given)


def _previous(table: Table, size: int) -> list[int | None]:
    previous: list[int | None] = [None] * size
    cells = zip(table.column("row"), table.column("group"), strict=True)
    for number, (row, group) in enumerate(cells, start=1):
        if not row.isdecimal() or not (group.isdecimal() or group == ""):
            message = f"{table.path}: row {number} does not hold a row number and a group number"
            raise BadInput(message)
        if int(row) >= size:
            message = f"{table.path}: row {number} is about text {row}, there are {size} texts"
            raise BadInput(message)
        previous[int(row)] = int(group) if group else None
    return previous


def _names(table: Table) -> dict[int, str]:
    """What the groups were called; a table with nothing but groups will do."""
    if "label" not in table.columns:
        return {}
    named = zip(table.column("group"), table.column("label"), strict=True)
    return {int(group): label for group, label in named if group and label}
