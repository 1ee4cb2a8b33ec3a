"""What the fictional city's people wrote. Written in bulk: it is history, nobody is asked for permission."""

import csv
import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password

from accounts.models import User
from consultations import indexing, receipts
from consultations.models import Comment, Consultation, Opinion, Phase, Proposal, Revision, Support, Thread
from consultations.models.opinion import digest

ANONYMOUS = "匿名"
ATTRIBUTES = {"age_band": "年代", "ward": "地区"}
"""What is known about those who wrote: the columns, and how staff read them."""
Row = dict[str, str]


@dataclass
class Rows:
    proposals: list[Row]
    opinions: list[Row]


@dataclass
class _Writing:
    """What is known while one consultation is being written."""

    consultation: Consultation
    now: datetime
    proposals: dict[str, Proposal] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)


def read(folder: Path) -> Rows:
    return Rows(_csv(folder / "proposals.csv"), _csv(folder / "opinions.csv"))


def write(*, consultation: Consultation, rows: Rows, now: datetime) -> int:
    """Add the people, proposals, supports and comments of one consultation; returns how many opinions."""
    writing = _Writing(consultation, now)
    proposals = _of(consultation, rows.proposals)
    comments = _of(consultation, rows.opinions)
    people = _people([*proposals, *comments])
    for place, row in enumerate(proposals):
        _propose(writing, row, people[row["key"]], place)
    _support(writing, proposals)
    for place, row in enumerate(comments):
        _comment(writing, row, people.get(row["key"]), place)
    _count(consultation)
    return len(proposals) + len(comments)


def key_of(key: str) -> str:
    """By which an opinion of the files is found again."""
    return hashlib.sha256(f"demo:{key}".encode()).hexdigest()


def _csv(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _of(consultation: Consultation, rows: list[Row]) -> list[Row]:
    """The rows of one consultation, oldest first, in the order in which they came in."""
    own = [row for row in rows if row["consultation"] == consultation.slug]
    return sorted(own, key=lambda row: -int(row["days_ago"]))


def _people(rows: list[Row]) -> dict[str, User]:
    """One account for each name; those who call themselves anonymous are each somebody else."""
    by_name: dict[str, User] = {}
    found = {}
    for row in rows:
        if row.get("channel", "web") != "web":
            continue
        name = row["author"]
        person = by_name.get(name) if name not in ("", ANONYMOUS) else None
        person = person or _person(name)
        found[row["key"]] = by_name[name] = person
    return found


def _person(name: str) -> User:
    """The account of a fictional person, which nobody can log in to."""
    if name not in ("", ANONYMOUS):
        known = User.objects.filter(email__endswith="@shiomi.example", display_name=name).first()
        if known:
            return known
    number = User.objects.filter(email__endswith="@shiomi.example").count() + 1
    return User.objects.create(
        email=f"{number}@shiomi.example", display_name=name, password=make_password(None)
    )


def _moment(writing: _Writing, row: Row, place: int) -> datetime:
    """Inside the phase that collects, and later for later rows of the same day."""
    phase = writing.consultation.phases.get(kind=Phase.Kind.COLLECT)
    minutes = timedelta(minutes=place * 2)
    moment = writing.now - timedelta(days=int(row["days_ago"])) + minutes
    latest = min(phase.ends_at, writing.now) - timedelta(minutes=1)
    return min(max(moment, phase.starts_at + minutes), latest)


def _opinion(
    writing: _Writing, row: Row, kind: Opinion.Kind, author: User | None, at: datetime, title: str, text: str
) -> Opinion:
    said = {label: row.get(column, "") for column, label in ATTRIBUTES.items()}
    opinion = Opinion.objects.create(
        consultation=writing.consultation,
        kind=kind,
        channel=row.get("channel", Opinion.Channel.WEB),
        stance=row.get("stance", ""),
        author=author,
        receipt=receipts.issue(now=at),
        submission_key=key_of(row["key"]),
        attributes={name: value for name, value in said.items() if value},
        created_at=at,
        published_at=at,
    )
    revision = Revision(
        opinion=opinion,
        number=1,
        title=title,
        text=text,
        stance=opinion.stance,
        sha256=digest(title, text),
        created_at=at,
    )
    revision.save(force_insert=True)
    Opinion.objects.filter(pk=opinion.pk).update(current=revision)
    indexing.new_opinions([opinion.pk])
    return opinion


def _propose(writing: _Writing, row: Row, author: User, place: int) -> None:
    at = _moment(writing, row, place)
    opinion = _opinion(writing, row, Opinion.Kind.PROPOSAL, author, at, row["title"], row["body"])
    proposal = Proposal.objects.create(opinion=opinion, supports_count=int(row["supports"]))
    Thread.objects.create(proposal=proposal)
    writing.proposals[row["key"]] = proposal


def _support(writing: _Writing, rows: list[Row]) -> None:
    """The supports come from the first accounts on, each time from another one to start with."""
    most = max((int(row["supports"]) for row in rows), default=0)
    supporters = list(User.objects.filter(email__endswith="@shiomi.example").order_by("pk")[: most * 2])
    while len(supporters) < most:
        supporters.append(_person(""))
    Support.objects.bulk_create(
        Support(
            user=supporters[(place * 7 + number) % len(supporters)],
            proposal=writing.proposals[row["key"]],
            created_at=writing.proposals[row["key"]].opinion.created_at,
        )
        for place, row in enumerate(rows)
        for number in range(int(row["supports"]))
    )


def _comment(writing: _Writing, row: Row, author: User | None, place: int) -> None:
    parent = writing.comments.get(row["parent"])
    at = _moment(writing, row, place)
    opinion = _opinion(writing, row, Opinion.Kind.COMMENT, author, at, "", row["text"])
    writing.comments[row["key"]] = Comment.objects.create(
        opinion=opinion,
        thread=_thread(writing, row["target"]),
        parent=parent,
        root=(parent.root or parent) if parent else None,
        depth=parent.depth + 1 if parent else 0,
    )


def _thread(writing: _Writing, target: str) -> Thread:
    kind, _, name = target.partition(":")
    if kind == "proposal":
        return writing.proposals[name].thread
    if kind == "section":
        return Thread.objects.get(section__document__consultation=writing.consultation, section__number=name)
    return writing.consultation.thread


def _count(consultation: Consultation) -> None:
    for thread in Thread.objects.filter(comments__opinion__consultation=consultation).distinct():
        thread.comments_count = thread.comments.count()
        thread.save(update_fields=["comments_count"])
        thread.comments.all().recount_replies()
