"""Writes what was read as opinions, a chunk in each transaction. What is there already is left alone."""

import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from consultations import indexing, receipts
from consultations.importers.decidim import beside
from consultations.importers.decidim.material import root_entity
from consultations.importers.decidim.records import Reply, Titled
from consultations.importers.decidim.trees import Placed
from consultations.models import (
    Archive,
    Area,
    Comment,
    Consultation,
    OfficialAnswer,
    Opinion,
    Origin,
    Place,
    PolicyField,
    Proposal,
    Revision,
    Thread,
)
from consultations.models.opinion import counted, digest

NAME_SIGNS = 6
_LONGEST_KEY = 150
_DERIVED = re.compile(rf"利用者-[{receipts.ALPHABET}]{{{NAME_SIGNS}}}")
"""A name that our own export gave out already."""


class Store:
    """One archive on its way into one consultation, and what of it is there already."""

    def __init__(self, archive: Archive, consultation: Consultation, host: str, *, now: datetime) -> None:
        self._archive, self._consultation, self._host, self._now = archive, consultation, host, now
        origins = Origin.objects.filter(consultation=consultation)
        self._threads = dict(
            origins.filter(opinion__kind=Opinion.Kind.PROPOSAL).values_list(
                "source_key", "opinion__proposal__thread"
            )
        )
        self._comments = dict(
            origins.filter(opinion__kind=Opinion.Kind.COMMENT).values_list("source_key", "opinion__comment")
        )
        self._whole = Thread.objects.get(consultation=consultation).pk

    def key(self, entity: str, number: str) -> str:
        key = f"decidim:{self._host}:{entity}:{number}"
        return key if len(key) <= _LONGEST_KEY else f"decidim:{hashlib.sha256(key.encode()).hexdigest()}"

    def add_titled(self, records: Sequence[Titled]) -> int:
        new = [one for one in records if self.key(one.entity, one.number) not in self._threads]
        opinions = self._add_opinions(new, Opinion.Kind.PROPOSAL)
        proposals = Proposal.objects.bulk_create(
            [
                Proposal(opinion=opinion, supports_elsewhere=record.votes, status=beside.status(record))
                for opinion, record in zip(opinions, new, strict=True)
            ]
        )
        self._add_what_stands_beside(proposals, new)
        indexing.new_opinions([opinion.pk for opinion in opinions])
        threads = Thread.objects.bulk_create([Thread(proposal=proposal) for proposal in proposals])
        for record, thread in zip(new, threads, strict=True):
            self._threads[self.key(record.entity, record.number)] = thread.pk
        return len(new)

    def _add_what_stands_beside(self, proposals: Sequence[Proposal], records: Sequence[Titled]) -> None:
        pairs = list(zip(proposals, records, strict=True))
        places = [beside.place(proposal.opinion, record) for proposal, record in pairs]
        Place.objects.bulk_create([place for place in places if place])
        otherwise, department = self._archive.uploaded_at, self._consultation.department
        answers = [
            beside.answer(proposal, record, department=department, otherwise=otherwise)
            for proposal, record in pairs
        ]
        OfficialAnswer.objects.bulk_create([answer for answer in answers if answer])

    def add_replies(self, placed: Sequence[Placed]) -> int:
        """All of one depth: those above are there."""
        new = [one for one in placed if self.key(one.reply.entity, one.reply.number) not in self._comments]
        opinions = self._add_opinions([one.reply for one in new], Opinion.Kind.COMMENT)
        comments = Comment.objects.bulk_create(
            [
                Comment(
                    opinion=opinion,
                    thread_id=self._thread_of(one.reply),
                    parent_id=self._above(one, one.parent),
                    root_id=self._above(one, one.root),
                    depth=one.depth,
                )
                for opinion, one in zip(opinions, new, strict=True)
            ]
        )
        indexing.new_opinions([opinion.pk for opinion in opinions])
        for one, comment in zip(new, comments, strict=True):
            self._comments[self.key(one.reply.entity, one.reply.number)] = comment.pk
        return len(new)

    def recount(self) -> None:
        """The counters of every discussion, from its rows."""
        own = Thread.objects.filter(Q(pk=self._whole) | Q(proposal__opinion__consultation=self._consultation))
        shown = Comment.objects.filter(counted("opinion__"), thread=OuterRef("pk")).order_by()
        number = shown.values("thread").annotate(n=Count("pk")).values("n")
        own.update(comments_count=Coalesce(Subquery(number), 0))
        Comment.objects.filter(thread__in=own).recount_replies()

    def _above(self, one: Placed, number: str) -> int | None:
        return self._comments[self.key(one.reply.entity, number)] if number else None

    def _thread_of(self, reply: Reply) -> int:
        """The discussion of its root; what hung on something else is about the whole."""
        return self._threads.get(self.key(root_entity(reply.entity), reply.root), self._whole)

    def _add_opinions(self, records: Sequence[Titled | Reply], kind: Opinion.Kind) -> list[Opinion]:
        opinions = Opinion.objects.bulk_create([self._opinion(record, kind) for record in records])
        pairs = list(zip(opinions, records, strict=True))
        Revision.objects.bulk_create([_revision(opinion, record) for opinion, record in pairs])
        Origin.objects.bulk_create([self._origin(opinion, record) for opinion, record in pairs])
        first = Revision.objects.filter(opinion=OuterRef("pk"), number=1).values("pk")
        keys = [opinion.pk for opinion in opinions]
        Opinion.objects.filter(pk__in=keys).update(current=Subquery(first))
        return opinions

    def _opinion(self, record: Titled | Reply, kind: Opinion.Kind) -> Opinion:
        at = record.at or self._archive.uploaded_at
        identity = f"import:{self._consultation.pk}:{self.key(record.entity, record.number)}"
        fields: dict[str, Any] = {}
        if isinstance(record, Titled):
            fields["policy_field_id"] = _field(record.field_name) if record.field_name else None
            fields["area_id"] = _area(record.area_name) if record.area_name else None
            fields["withdrawn_at"] = (record.withdrawn_at or at) if record.is_withdrawn else None
        return Opinion(
            consultation=self._consultation,
            kind=kind,
            channel=Opinion.Channel.WEB,
            stance="" if isinstance(record, Titled) else record.stance,
            author_name=pseudonym(self._archive.name_key, record.author),
            receipt=receipts.issue(now=at),
            submission_key=hashlib.sha256(identity.encode()).hexdigest(),
            created_at=at,
            published_at=at,
            **fields,
        )

    def _origin(self, opinion: Opinion, record: Titled | Reply) -> Origin:
        return Origin(
            opinion=opinion,
            consultation=self._consultation,
            archive=self._archive,
            source_key=self.key(record.entity, record.number),
            details=record.details | {"entity": record.entity, "number": record.number},
        )


def pseudonym(name_key: str, author: str) -> str:
    """The same person has the same name throughout, and nobody can tell from it who that is."""
    if not author or _DERIVED.fullmatch(author):
        return author
    drawn = hmac.new(bytes.fromhex(name_key), author.encode(), hashlib.sha256).digest()
    signs = receipts.ALPHABET
    return "利用者-" + "".join(signs[byte % len(signs)] for byte in drawn[:NAME_SIGNS])


def _revision(opinion: Opinion, record: Titled | Reply) -> Revision:
    title = record.title if isinstance(record, Titled) else ""
    return Revision(
        opinion=opinion,
        number=1,
        title=title,
        text=record.text,
        stance=opinion.stance,
        sha256=digest(title, record.text),
        created_at=opinion.created_at,
    )


def _field(name: str) -> int:
    return PolicyField.objects.get_or_create(name=name)[0].pk


def _area(name: str) -> int:
    return Area.objects.get_or_create(name=name)[0].pk
