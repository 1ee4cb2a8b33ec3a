"""`python -m benchmarks.polis --data FOLDER`: our groups and figures beside those a Polis server recorded."""

import argparse
import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import sections
from benchmarks.polis import HEADING
from nlp.evaluation.groupings import adjusted_rand
from nlp.opinion_groups.consensus import consensus, group_aware_consensus
from nlp.opinion_groups.polis import opinion_groups
from nlp.opinion_groups.priority import priorities
from nlp.opinion_groups.projection import Plane, extremity
from nlp.opinion_groups.representative import Representative, representative_statements
from nlp.opinion_groups.updating import update
from nlp.opinion_groups.votes import Matrix, count, count_by_group, pooled


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.polis", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with votes/")
    folder = parser.parse_args().data / "votes"
    lines = [_fixture(path) for path in sorted((folder / "fixtures").iterdir())]
    lines += [_export(path) for path in sorted((folder / "polis").iterdir())]
    print("\n".join(lines))
    sections.write(HEADING, _report(lines))


def _fixture(folder: Path) -> str:
    server = json.loads((folder / "math-pca2.json").read_text(encoding="utf-8"))
    place = {statement: column for column, statement in enumerate(server["tids"])}
    votes = _recorded_votes(folder / "votes.json", place)
    left_out = sorted({place[one] for one in [*server["mod-out"], *server["meta-tids"]] if one in place})
    bases = server["base-clusters"]
    members = dict(zip(bases["id"], bases["members"], strict=True))
    groups = {
        group["id"]: [person for base in group["members"] for person in members[base]]
        for group in server["group-clusters"]
    }
    counts = count_by_group(votes, groups)
    found = update(np.stack([bases["x"], bases["y"]], axis=1), np.array(bases["count"], dtype=float))
    theirs = {base: group["id"] for group in server["group-clusters"] for base in group["members"]}
    same_groups = adjusted_rand([theirs[base] for base in bases["id"]], found.groups.tolist())
    lists, furthest = _lists(representative_statements(counts, left_out), server["repness"], place)
    shared = consensus(count(votes), left_out)
    agreed = [
        [one.statement for one in mine] == [place[one["tid"]] for one in server["consensus"][side]]
        for side, mine in (("agree", shared.agree), ("disagree", shared.disagree))
    ]
    aware = group_aware_consensus(counts.values(), len(place))
    apart = max(abs(aware[place[int(one)]] - value) for one, value in server["group-aware-consensus"].items())
    plane = Plane(-np.array(server["pca"]["center"]), np.array(server["pca"]["comps"]))
    outlying = np.abs(extremity(plane) - np.array(server["pca"]["comment-extremity"])).max()
    return (
        f"| {folder.name}, from the server's base clusters | {found.k} groups of {len(groups)}, "
        f"ARI {same_groups:.3f}; {lists} of {len(groups)} lists of representative statements equal, "
        f"figures within {furthest:.0e}; {sum(agreed)} of 2 consensus lists equal; "
        f"group-aware consensus within {apart:.0e}, extremity {outlying:.0e}, "
        f"priorities {_priorities(server, counts, place)} |"
    )


def _priorities(server: Any, counts: Any, place: dict[int, int]) -> str:
    theirs = server["comment-priorities"]
    if len(set(theirs.values())) < 3:
        return "not recorded (one constant)"
    meta = tuple(place[one] for one in server["meta-tids"])
    outlying = np.array(server["pca"]["comment-extremity"])
    ours = priorities(pooled(list(counts.values()), len(place)), outlying, meta)
    return f"within {max(abs(ours[place[int(one)]] - weight) for one, weight in theirs.items()):.0e}"


def _lists(
    ours: dict[int, list[Representative]], theirs: dict[str, Any], place: dict[int, int]
) -> tuple[int, float]:
    """How many lists are equal, and how far the figures of equal ones are apart."""
    equal, furthest = 0, 0.0
    for number, wanted in theirs.items():
        mine = ours[int(number)]
        if [(one.statement, one.direction) for one in mine] == [
            (place[one["tid"]], one["repful-for"]) for one in wanted
        ]:
            equal += 1
            for one, other in zip(mine, wanted, strict=True):
                furthest = max(
                    furthest,
                    abs(one.ratio - other["repness"]),
                    abs(one.ratio_z - other["repness-test"]),
                    abs(one.probability - other["p-success"]),
                    abs(one.probability_z - other["p-test"]),
                )
    return equal, furthest


def _recorded_votes(path: Path, place: dict[int, int]) -> Matrix:
    rows = json.loads(path.read_text(encoding="utf-8"))
    people = [row.get("pid", row.get("participant_id")) for row in rows]
    votes = np.full((max(people) + 1, len(place)), np.nan)
    for person, row in zip(people, rows, strict=True):
        votes[person, place[row.get("tid", row.get("statement_id"))]] = row["vote"]
    return votes


def _export(folder: Path) -> str:
    with (folder / "participants-votes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    statements = [name for name in rows[0] if name.isdecimal()]
    votes = np.array([[float(row[name]) if row[name] else np.nan for name in statements] for row in rows])
    removed, meta = _removed(folder / "comments.csv", statements)
    ours = opinion_groups(votes, moderated_out=removed, meta=meta)
    both = [
        (row["group-id"], mine)
        for row, mine in zip(rows, ours.assignments, strict=True)
        if row["group-id"] and mine is not None
    ]
    likeness = adjusted_rand([theirs for theirs, _mine in both], [mine for _theirs, mine in both])
    kinds = len({theirs for theirs, _mine in both})
    return (
        f"| {folder.name.split('.')[0]}, from the votes alone | {len(ours.groups)} groups of {kinds}, "
        f"ARI {likeness:.3f} over {len(both)} people |"
    )


def _removed(path: Path, statements: Sequence[str]) -> tuple[list[int], list[int]]:
    """The places of statements moderated out, and of those about the conversation itself."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["comment-id"]: row for row in csv.DictReader(file)}
    known = [(place, rows[name]) for place, name in enumerate(statements) if name in rows]
    out = [place for place, row in known if row["moderated"] == "-1"]
    return out, [place for place, row in known if row.get("is-meta") == "true"]


def _report(lines: Sequence[str]) -> str:
    table = "\n".join(lines)
    return f"""{HEADING}

Measured on {sections.today()} with `python -m benchmarks.polis --data <folder>`, {sections.machine()}.
Wanted: from the server's base clusters the same groups and lists, figures within 1e-6 (z-values 1e-5, which
the server keeps in single precision); from the votes alone, without what the server remembers, ARI ≥ 0.75.

| conversation | ours beside the server's |
|---|---|
{table}
"""


if __name__ == "__main__":
    main()
