"""The same figures as a Polis server recorded for three conversations."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from nlp.evaluation.groupings import adjusted_rand
from nlp.opinion_groups.consensus import consensus, group_aware_consensus
from nlp.opinion_groups.priority import priorities
from nlp.opinion_groups.projection import Plane, extremity, fit_plane
from nlp.opinion_groups.representative import representative_statements
from nlp.opinion_groups.updating import update
from nlp.opinion_groups.votes import Counts, Matrix, count, count_by_group, pooled, without_columns

FIXTURES = ("25ptpt-3gp-no-strict-with-meta", "50ptpt-3gp-strict-no-meta", "below-100-ptpts")
WITH_PRIORITIES = (FIXTURES[0], FIXTURES[2])
"""The server of the other one recorded the same constant for all statements."""


class Recorded(NamedTuple):
    """A conversation's votes and what the server computed from them."""

    votes: Matrix
    server: dict[str, Any]
    place: dict[int, int]
    excluded: list[int]
    groups: dict[int, list[int]]

    @property
    def group_votes(self) -> dict[int, Counts]:
        return count_by_group(self.votes, self.groups)


@pytest.fixture(params=FIXTURES)
def recorded(request: pytest.FixtureRequest, public_data: Path) -> Recorded:
    folder = public_data / "votes/fixtures" / request.param
    if not folder.is_dir():
        pytest.skip(f"needs votes/fixtures/{request.param} among the public data sets")
    server = json.loads((folder / "math-pca2.json").read_text(encoding="utf-8"))
    rows = json.loads((folder / "votes.json").read_text(encoding="utf-8"))
    place = {statement: column for column, statement in enumerate(server["tids"])}
    people = [row.get("pid", row.get("participant_id")) for row in rows]
    votes = np.full((max(people) + 1, len(place)), np.nan)
    for person, row in zip(people, rows, strict=True):
        votes[person, place[row.get("tid", row.get("statement_id"))]] = row["vote"]
    bases = dict(zip(server["base-clusters"]["id"], server["base-clusters"]["members"], strict=True))
    groups = {
        group["id"]: [person for base in group["members"] for person in bases[base]]
        for group in server["group-clusters"]
    }
    excluded = sorted({place[one] for one in [*server["mod-out"], *server["meta-tids"]] if one in place})
    return Recorded(votes, server, place, excluded, groups)


def test_votes_by_group_are_the_servers(recorded: Recorded) -> None:
    for number, counts in recorded.group_votes.items():
        for statement, votes in recorded.server["group-votes"][str(number)]["votes"].items():
            column = recorded.place[int(statement)]
            ours = (counts.agree[column], counts.disagree[column], counts.seen[column])
            assert ours == (votes["A"], votes["D"], votes["S"])


def test_the_number_of_groups_and_their_members_are_the_servers(recorded: Recorded) -> None:
    bases = recorded.server["base-clusters"]
    found = update(np.stack([bases["x"], bases["y"]], axis=1), np.array(bases["count"], dtype=float))
    theirs = {base: group["id"] for group in recorded.server["group-clusters"] for base in group["members"]}
    assert found.k == len(recorded.groups)
    assert adjusted_rand([theirs[base] for base in bases["id"]], found.groups.tolist()) == 1


def test_representative_statements_are_the_servers(recorded: Recorded) -> None:
    ours = representative_statements(recorded.group_votes, recorded.excluded)
    for number, theirs in recorded.server["repness"].items():
        mine = ours[int(number)]
        assert [(one.statement, one.direction) for one in mine] == [
            (recorded.place[one["tid"]], one["repful-for"]) for one in theirs
        ]
        for one, other in zip(mine, theirs, strict=True):
            assert one.ratio == pytest.approx(other["repness"], abs=1e-6)
            assert one.ratio_z == pytest.approx(other["repness-test"], abs=1e-5)
            assert one.probability == pytest.approx(other["p-success"], abs=1e-6)
            assert one.probability_z == pytest.approx(other["p-test"], abs=1e-5)
            assert one.best_agree == other.get("best-agree", False)


def test_consensus_is_the_servers(recorded: Recorded) -> None:
    ours = consensus(count(recorded.votes), recorded.excluded)
    for side, mine in (("agree", ours.agree), ("disagree", ours.disagree)):
        theirs = recorded.server["consensus"][side]
        assert [one.statement for one in mine] == [recorded.place[one["tid"]] for one in theirs]
        assert [(one.in_favour, one.voters) for one in mine] == [
            (one["n-success"], one["n-trials"]) for one in theirs
        ]


def test_group_aware_consensus_is_the_servers(recorded: Recorded) -> None:
    ours = group_aware_consensus(recorded.group_votes.values(), len(recorded.place))
    for statement, theirs in recorded.server["group-aware-consensus"].items():
        assert ours[recorded.place[int(statement)]] == pytest.approx(theirs, abs=1e-9)


def test_extremity_is_the_servers(recorded: Recorded) -> None:
    pca = recorded.server["pca"]
    plane = Plane(-np.array(pca["center"]), np.array(pca["comps"]))
    assert extremity(plane) == pytest.approx(np.array(pca["comment-extremity"]), abs=1e-9)


def test_the_main_axes_are_the_servers(recorded: Recorded) -> None:
    plane = fit_plane(without_columns(recorded.votes, recorded.excluded))
    for mine, theirs in zip(plane.axes, recorded.server["pca"]["comps"], strict=True):
        assert abs(float(mine @ np.array(theirs))) > 0.999


@pytest.mark.parametrize("recorded", WITH_PRIORITIES, indirect=True)
def test_priorities_are_the_servers(recorded: Recorded) -> None:
    theirs = recorded.server["comment-priorities"]
    meta = tuple(recorded.place[one] for one in recorded.server["meta-tids"])
    outlying = np.array(recorded.server["pca"]["comment-extremity"])
    ours = priorities(pooled(list(recorded.group_votes.values()), len(recorded.place)), outlying, meta)
    for statement, weight in theirs.items():
        assert ours[recorded.place[int(statement)]] == pytest.approx(weight, abs=1e-9)
