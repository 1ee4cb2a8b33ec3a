"""Find the opinion groups in a Polis export of votes."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nlp.command_line.files import BadInput, Table, read_table, write_json
from nlp.opinion_groups.polis import OpinionGroup, Representative, Shared, opinion_groups
from nlp.opinion_groups.votes import Matrix

_VOTES = {"": np.nan, "1": 1.0, "0": 0.0, "-1": -1.0}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--votes", type=Path, required=True, help="participants-votes.csv")
    help_text = "comments.csv with moderated, is-meta (default: the one beside the votes, if any)"
    parser.add_argument("--comments", type=Path, help=help_text)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True, help="JSON groups and consensus")


def run(arguments: argparse.Namespace) -> dict[str, object]:
    table = read_table(arguments.votes)
    participants = table.column("participant")
    comments = [column for column in table.columns if column.isdecimal()]
    votes = _matrix(table, comments)
    beside = arguments.votes.parent / "comments.csv"
    moderation = arguments.comments or (beside if beside.exists() else None)
    removed, meta = _removed(moderation, comments) if moderation else ([], [])
    found = opinion_groups(votes, moderated_out=removed, meta=meta, seed=arguments.seed)
    shared = found.consensus
    value = {
        "groups": [_group(group, participants, comments) for group in found.groups],
        "consensus": {
            "agree": [_shared(one, comments) for one in shared.agree],
            "disagree": [_shared(one, comments) for one in shared.disagree],
        },
    }
    write_json(arguments.out, value)
    grouped = sum(len(group.members) for group in found.groups)
    return {
        "participants": len(participants),
        "comments": len(comments),
        "moderated_out": len(removed),
        "grouped": grouped,
        "groups": len(found.groups),
    }


def _matrix(table: Table, comments: Sequence[str]) -> Matrix:
    places = [table.columns.index(comment) for comment in comments]
    votes = np.full((len(table.rows), len(comments)), np.nan)
    for number, row in enumerate(table.rows):
        cells = [row[place].strip() for place in places]
        unknown = next((cell for cell in cells if cell not in _VOTES), None)
        if unknown is not None:
            comment = comments[cells.index(unknown)]
            where = f"{table.path}: row {number + 1}, comment {comment}"
            message = f"{where}: {unknown!r} is not a vote (1, 0, -1 or nothing)"
            raise BadInput(message)
        votes[number] = [_VOTES[cell] for cell in cells]
    return votes


def _removed(path: Path, comments: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return the places of comments moderated out, and of comments about the conversation itself."""
    table = read_table(path)
    ids, moderated = table.column("comment-id"), table.column("moderated")
    about = table.column("is-meta") if "is-meta" in table.columns else [""] * len(ids)
    out = {comment for comment, verdict in zip(ids, moderated, strict=True) if verdict == "-1"}
    meta = {comment for comment, verdict in zip(ids, about, strict=True) if verdict == "true"}
    return _places(out, comments), _places(meta, comments)


def _places(ids: set[str], comments: Sequence[str]) -> list[int]:
    return [place for place, comment in enumerate(comments) if comment in ids]


def _group(group: OpinionGroup, participants: Sequence[str], comments: Sequence[str]) -> dict[str, object]:
    return {
        "id": group.number,
        "participants": [_id(participants[row]) for row in group.members],
        "representative": [_representative(one, comments) for one in group.representative],
    }


def _representative(one: Representative, comments: Sequence[str]) -> dict[str, object]:
    return {
        "comment": _id(comments[one.statement]),
        "direction": one.direction,
        "z": round(one.ratio_z, 6),
        "share_z": round(one.probability_z, 6),
    }


def _shared(one: Shared, comments: Sequence[str]) -> dict[str, object]:
    return {"comment": _id(comments[one.statement]), "z": round(one.probability_z, 6)}


def _id(written: str) -> int | str:
    return int(written) if written.isdecimal() else written
