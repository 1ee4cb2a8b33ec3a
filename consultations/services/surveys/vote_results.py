"""What the votes say: counts a statement, the groups of the latest search, and the published files."""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count

from consultations.disclosure import LEAST
from consultations.models import Consultation, GroupPlace, GroupSearch, Statement, Vote
from consultations.services.surveys.opinion_groups import LEAST_VOTERS

PARTICIPANT = ("participant", "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
STATEMENT = (
    *("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated"),
    "comment-body",
)


@dataclass(frozen=True)
class Totals:
    voters: int
    votes: int
    statements: int

    @property
    def are_told(self) -> bool:
        """Among two or three, everybody could work out how the others voted."""
        return self.voters >= LEAST


@dataclass(frozen=True)
class Judged:
    """A statement as a group, or everybody, votes on it."""

    statement: Statement
    agrees: bool
    in_favour: int
    voters: int


@dataclass(frozen=True)
class Group:
    """`number` 0 is the largest."""

    number: int
    size: int
    representative: list[Judged]

    @property
    def letter(self) -> str:
        return chr(ord("A") + self.number)


@dataclass(frozen=True)
class Groups:
    search: GroupSearch
    groups: list[Group]
    agree: list[Judged]
    disagree: list[Judged]


def totals(*, consultation: Consultation) -> Totals:
    standing = [key for key, _number in _columns(consultation)]
    cast = Vote.objects.filter(statement__in=standing)
    counts = cast.aggregate(voters=Count("person", distinct=True), votes=Count("pk"))
    return Totals(counts["voters"], counts["votes"], len(standing))


def groups(*, search: GroupSearch | None) -> Groups | None:
    """None while too few have voted often enough. Statements out of sight are left out."""
    if search is None or search.taking_part < LEAST_VOTERS or not search.found["groups"]:
        return None
    found = search.found
    standing = Statement.objects.standing().with_words().filter(consultation=search.consultation_id)
    by_number = {statement.number: statement for statement in standing}

    def judged(rows: list[dict[str, Any]], direction: str = "") -> list[Judged]:
        return [
            Judged(
                by_number[row["statement"]],
                (direction or row["direction"]) == "agree",
                row["in_favour"],
                row["voters"],
            )
            for row in rows
            if row["statement"] in by_number
        ]

    return Groups(
        search=search,
        groups=[
            Group(group["number"], group["size"], judged(group["representative"]))
            for group in found["groups"]
        ],
        agree=judged(found["agree"], "agree"),
        disagree=judged(found["disagree"], "disagree"),
    )


def statement_rows(*, consultation: Consultation) -> Iterator[tuple[object, ...]]:
    """As Polis exports them, without who wrote what: a name beside a statement would name its votes."""
    standing = {key for key, _number in _columns(consultation)}
    told = totals(consultation=consultation).are_told
    listed = Statement.objects.filter(consultation=consultation).with_words().with_counts()
    for row in listed.order_by("number"):
        stands = row.pk in standing
        at = row.created_at
        yield (
            int(at.timestamp() * 1000),
            at.isoformat(),
            row.number,
            "",
            row.agrees if told else "",  # type: ignore[attr-defined] # annotated
            row.disagrees if told else "",  # type: ignore[attr-defined] # annotated
            1 if stands else -1,
            " ".join(row.words.split()) if stands else "",
        )


def vote_columns(*, consultation: Consultation) -> tuple[str, ...]:
    return (*PARTICIPANT, *(str(number) for _key, number in _columns(consultation)))


def vote_rows(*, consultation: Consultation, search: GroupSearch | None) -> Iterator[list[object]]:
    """A row a voter, in an order that tells nothing: by a keyed digest of who it is."""
    columns = _columns(consultation)
    votes: dict[int, dict[int, int]] = {}
    cast = Vote.objects.filter(statement__in=[key for key, _number in columns])
    for person, statement, value in cast.values_list("person", "statement", "value").order_by():
        votes.setdefault(person, {})[statement] = value
    places = GroupPlace.objects.filter(search=search).values_list("person", "group") if search else ()
    group_of = dict(places)
    shuffled = sorted(votes, key=lambda person: _digest(consultation, person))
    for number, person in enumerate(shuffled):
        mine = votes[person]
        group = group_of.get(person)
        agrees, disagrees = (list(mine.values()).count(value) for value in (1, -1))
        head: list[object] = [number, "", "" if group is None else group, "", len(mine), agrees, disagrees]
        yield [*head, *(mine.get(key, "") for key, _number in columns)]


def _columns(consultation: Consultation) -> list[tuple[int, int]]:
    standing = Statement.objects.standing().filter(consultation=consultation)
    return list(standing.order_by("number").values_list("pk", "number"))


def _digest(consultation: Consultation, person: int) -> str:
    key = f"participants-votes:{settings.SECRET_KEY}".encode()
    return hmac.new(key, f"{consultation.pk}:{person}".encode(), hashlib.sha256).hexdigest()
