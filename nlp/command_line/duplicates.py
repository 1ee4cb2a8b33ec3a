"""Find texts that are copies of each other."""

import argparse
from collections import Counter
from pathlib import Path

from nlp.clustering.copies import find_copies
from nlp.command_line.files import BadInput, read_table, write_table

PARAPHRASES = 0.3
"""Lower than what is folded without asking (0.8): the list is for people to look through."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--texts", type=Path, required=True, help="CSV")
    parser.add_argument("--column", required=True, help="the column that holds the texts")
    help_text = f"likeness from which texts are near copies, 0 to 1 (default {PARAPHRASES}; 0.8 is strict)"
    parser.add_argument("--threshold", type=float, default=PARAPHRASES, help=help_text)
    parser.add_argument(
        "--out", type=Path, required=True, help="CSV row,set,kind of all rows that have copies"
    )


def run(arguments: argparse.Namespace) -> dict[str, object]:
    texts = read_table(arguments.texts).column(arguments.column)
    try:
        found = find_copies(texts, threshold=arguments.threshold)
    except ValueError as error:
        raise BadInput(str(error)) from error
    rows: list[list[object]] = [
        [row, number, copies.kind] for number, copies in enumerate(found, start=1) for row in copies.rows
    ]
    write_table(arguments.out, ["row", "set", "kind"], rows)
    kinds = Counter(copies.kind for copies in found)
    sets = {f"{kind}_sets": kinds[kind] for kind in ("exact", "normalised", "near")}
    return {"texts": len(texts), **sets, "rows": len(rows)}
