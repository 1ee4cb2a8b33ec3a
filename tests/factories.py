"""Rows for tests, with as little said as possible. Each function returns one saved object.

The moment of a test is `NOW` unless it says otherwise; a consultation is open at `NOW` by default.
"""

import itertools
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F

from accounts.models import RoleGrant, User
from accounts.policy import Role
from consultations import receipts
from consultations.models import (
    Comment,
    Consultation,
    Document,
    DocumentVersion,
    ImportBatch,
    Opinion,
    Phase,
    Place,
    Proposal,
    Revision,
    Section,
    SectionText,
    Submission,
    Support,
    Thread,
)

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
PASSWORD = "a-password-for-tests"
DAY = timedelta(days=1)


_numbers = itertools.count(1)


def user(*roles: Role, password: str = PASSWORD, **fields: Any) -> User:
    """A person with an account, holding these roles of the office (none: a resident)."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "email": f"person{number}@example.org",
        "display_name": f"住民{number}",
        "joined_at": NOW,
    }
    person = User.objects.create_user(password=password, **(defaults | fields))
    for role in roles:
        RoleGrant.objects.create(user=person, role=role)
    return person


def consultation(
    *, opens: datetime | None = None, closes: datetime | None = None, **fields: Any
) -> Consultation:
    """One with its thread and three phases. Open at `NOW`, from 10 days before to 10 days after it."""
    opens = opens or NOW - 10 * DAY
    closes = closes or NOW + 10 * DAY
    made = Consultation.objects.create(**(_consultation_defaults() | fields))
    Phase.objects.create(
        consultation=made,
        kind=Phase.Kind.COLLECT,
        name="意見の受付",
        starts_at=opens,
        ends_at=closes,
        allows_comments=True,
        allows_proposals=made.takes_proposals,
        allows_supports=made.takes_proposals,
    )
    for kind, name, start, end in (
        (Phase.Kind.REVIEW, "検討", 0, 30),
        (Phase.Kind.RESULT, "結果の公表", 30, 120),
    ):
        Phase.objects.create(
            consultation=made,
            kind=kind,
            name=name,
            starts_at=closes + start * DAY,
            ends_at=closes + end * DAY,
        )
    Thread.objects.create(consultation=made)
    return made


def _consultation_defaults() -> dict[str, Any]:
    number = next(_numbers)
    return {
        "slug": f"consultation-{number}",
        "title": f"意見募集その{number}",
        "question": "これからの市に、何が必要だと思いますか。",
        "summary": "市の計画を見直します。\n暮らしのなかで感じていることを聞かせてください。",
        "kind": Consultation.Kind.PUBLIC_COMMENT,
        "department": "政策推進部 デジタル推進課",
        "contact": "電話 0000-12-3410",
        "what_happens_next": "締切のあと、すべてのご意見を読み、論点ごとに市の考え方を公表します。",
        "published_at": NOW - 30 * DAY,
        "created_at": NOW - 30 * DAY,
    }


def forthcoming_consultation(**fields: Any) -> Consultation:
    return consultation(opens=NOW + 5 * DAY, closes=NOW + 20 * DAY, **fields)


def closed_consultation(**fields: Any) -> Consultation:
    return consultation(opens=NOW - 60 * DAY, closes=NOW - 40 * DAY, **fields)


def idea_collection(**fields: Any) -> Consultation:
    return consultation(kind=Consultation.Kind.IDEA_COLLECTION, **fields)


def document(of: Consultation, *, sections: int = 3, title: str = "計画（素案）") -> Document:
    """A draft plan in one version with sections 1.1, 1.2 … , each with its thread."""
    made = Document.objects.create(consultation=of, title=title)
    version = DocumentVersion.objects.create(
        document=made, number=1, label="素案", published_at=NOW - 30 * DAY
    )
    for position in range(1, sections + 1):
        section = Section.objects.create(document=made, number=f"1.{position}", position=position)
        SectionText.objects.create(
            version=version,
            section=section,
            number=section.number,
            title=f"項目{position}の題",
            body=f"項目{position}の本文です。\n\n- 一つめの施策\n- 二つめの施策\n",
        )
        Thread.objects.create(section=section)
    return made


def opinion(
    of: Consultation,
    *,
    kind: Opinion.Kind,
    text: str = "バスの本数を増やしてほしいです。",
    title: str = "",
    at: datetime = NOW,
    published: bool = True,
    **fields: Any,
) -> Opinion:
    """The bare opinion with its first revision; mostly `comment`, `proposal` or `submission` is meant."""
    made = Opinion.objects.create(
        consultation=of,
        kind=kind,
        receipt=receipts.issue(now=at),
        submission_key=secrets.token_hex(32),
        created_at=at,
        published_at=at if published else None,
        **fields,
    )
    made.current = Revision.objects.create(
        opinion=made, number=1, title=title, text=text, stance=made.stance, created_at=at
    )
    made.save(update_fields=["current"])
    return made


def revision(of: Opinion, *, text: str, title: str = "", at: datetime = NOW) -> Revision:
    """A later revision, made the current one."""
    number = of.revisions.count() + 1
    made = Revision.objects.create(
        opinion=of, number=number, title=title, text=text, stance=of.stance, created_at=at
    )
    of.current = made
    of.save(update_fields=["current"])
    return made


def proposal(
    of: Consultation,
    *,
    title: str = "海辺に木陰を",
    text: str = "夏でも歩けるように、海沿いの道に木陰がほしいです。",
    author: User | None = None,
    published: bool = True,
    **fields: Any,
) -> Proposal:
    made = opinion(
        of,
        kind=Opinion.Kind.PROPOSAL,
        title=title,
        text=text,
        author=author or user(),
        published=published,
        **fields,
    )
    result = Proposal.objects.create(opinion=made)
    Thread.objects.create(proposal=result)
    return result


def place(of: Proposal, *, name: str, latitude: str | None = None, longitude: str | None = None) -> Place:
    return Place.objects.create(opinion=of.opinion, name=name, latitude=latitude, longitude=longitude)


def comment(
    on: Consultation | Section | Proposal | Thread,
    *,
    text: str = "賛成です。ぜひ進めてください。",
    parent: Comment | None = None,
    author: User | None = None,
    **fields: Any,
) -> Comment:
    thread = on if isinstance(on, Thread) else on.thread
    made = opinion(thread.subject(), kind=Opinion.Kind.COMMENT, text=text, author=author or user(), **fields)
    result = Comment.objects.create(
        opinion=made,
        thread=thread,
        parent=parent,
        root=(parent.root or parent) if parent else None,
        depth=parent.depth + 1 if parent else 0,
    )
    if result.root_id:
        Comment.objects.filter(pk=result.root_id).update(replies_count=F("replies_count") + 1)
        result.place = Comment.objects.values_list("replies_count", flat=True).get(pk=result.root_id)
        result.save(update_fields=["place"])
    if made.published_at and not made.hidden_at and not made.withdrawn_at:
        Thread.objects.filter(pk=thread.pk).update(comments_count=F("comments_count") + 1)
        thread.refresh_from_db(fields=["comments_count"])
    return result


def import_batch(of: Consultation, **fields: Any) -> ImportBatch:
    defaults: dict[str, Any] = {
        "file_name": "opinions.csv",
        "sha256": secrets.token_hex(32),
        "encoding": "utf-8",
    }
    return ImportBatch.objects.create(consultation=of, uploaded_at=NOW, **(defaults | fields))


def submission(
    of: Consultation,
    *,
    text: str = "公園の照明が暗いです。",
    channel: Opinion.Channel = Opinion.Channel.PAPER,
    batch: ImportBatch | None = None,
    **fields: Any,
) -> Submission:
    """A transcribed submission, as an import leaves it."""
    made = opinion(of, kind=Opinion.Kind.SUBMISSION, text=text, channel=channel, **fields)
    batch = batch or of.import_batches.first() or import_batch(of)
    return Submission.objects.create(
        opinion=made,
        consultation=of,
        batch=batch,
        row_number=batch.submissions.count() + 2,
        source_key=secrets.token_hex(8),
    )


def support(by: User, of: Proposal) -> Support:
    made = Support.objects.create(user=by, proposal=of, created_at=NOW)
    Proposal.objects.filter(pk=of.pk).update(supports_count=F("supports_count") + 1)
    of.refresh_from_db(fields=["supports_count"])
    return made
