"""Comments in a thread."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Comment, News, Opinion, Thread
from consultations.services import consultations
from consultations.services.consultations import Participation
from consultations.services.following import news
from consultations.services.participation import mentions, opinions, quoting
from consultations.services.participation.quoting import Quote

PAGE_SIZE = 20
FIRST_REPLIES = 3
"""How many replies beneath a comment its discussion shows; the others have pages of their own."""


class Locked(Exception):
    """A moderator has ended this discussion; what was written stays readable."""


class NotReadable(PermissionDenied):
    """What the discussion is about was hidden or withdrawn."""


class NoReplyHere(Exception):
    """The comment replied to is elsewhere, no longer readable, or as deep as replies go."""


@dataclass(frozen=True)
class Said:
    """What a comment says, beside its words."""

    text: str
    stance: str = ""
    quote: Quote | None = None
    speaks_for: str = ""
    """The department that a member of staff writes for; empty: they write as a person."""


def post(
    *,
    thread: Thread,
    author: User,
    text: str,
    form_key: str,
    now: datetime,
    stance: str = "",
    parent: Comment | None = None,
    quote: Quote | None = None,
    speaks_for: str = "",
) -> Comment:
    """Publish a comment. The same form sent again gives the comment that it made the first time."""
    policy.require(author, Action.POST_OPINION)
    if speaks_for:
        policy.require(author, Action.ANSWER)
    key = opinions.key_of(author=author, form_key=form_key)
    before = opinions.sent_before(key=key, title="", text=text)
    if before:
        return before.comment
    require_a_place(thread=thread, parent=parent, now=now)
    said = Said(text, "" if speaks_for else stance, quote, speaks_for)
    try:
        return _create(thread, parent, author, said, key, now)
    except IntegrityError:
        again = opinions.sent_before(key=key, title="", text=text)
        if again is None:
            raise
        return again.comment


def require_a_place(*, thread: Thread, parent: Comment | None, now: datetime) -> None:
    """Whether a comment may stand there now; asked before its form is offered, and when it is sent."""
    if thread.proposal and not thread.proposal.opinion.is_public:
        raise NotReadable
    consultations.require_open(consultation=thread.subject(), what=Participation.COMMENTS, now=now)
    if Thread.objects.filter(pk=thread.pk, locked_at__isnull=False).exists():
        raise Locked
    if parent and (parent.thread_id != thread.pk or not parent.takes_replies):
        raise NoReplyHere


def page_of(*, comment: Comment) -> int:
    """The page of the discussion, oldest first, on which the comment or its root stands."""
    root = comment.root_id or comment.pk
    earlier = Comment.objects.roots().released().filter(thread=comment.thread_id, pk__lt=root).count()
    return earlier // PAGE_SIZE + 1


@transaction.atomic
def _create(
    thread: Thread, parent: Comment | None, author: User, said: Said, key: str, now: datetime
) -> Comment:
    opinion = opinions.create(
        consultation=thread.subject(),
        kind=Opinion.Kind.COMMENT,
        author=author,
        key=key,
        text=said.text,
        stance=said.stance,
        now=now,
        publish=True,
    )
    comment = Comment.objects.create(
        opinion=opinion,
        thread=thread,
        parent=parent,
        root=(parent.root or parent) if parent else None,
        depth=parent.depth + 1 if parent else 0,
        place=opinions.next_place(parent.root_id or parent.pk) if parent and opinion.is_public else 0,
        speaks_for=said.speaks_for,
    )
    if said.quote:
        quoting.keep(comment=comment, quote=said.quote)
    if said.speaks_for:
        _speak_for_the_city(comment, author, now)
    _tell(comment, author, now)
    if opinion.is_public:
        Thread.objects.filter(pk=thread.pk).update(comments_count=F("comments_count") + 1)
    return comment


def _speak_for_the_city(comment: Comment, author: User, now: datetime) -> None:
    """What the city says carries its name wherever it is read, not that of the person at the keyboard."""
    opinion = comment.opinion
    opinion.author_name = f"{settings.CITY_NAME} {comment.speaks_for}"
    opinion.save(update_fields=["author_name"])
    details = {"department": comment.speaks_for}
    audit.record(actor=author, action="comment.official", subject=opinion.receipt, now=now, details=details)


def _tell(comment: Comment, author: User, now: datetime) -> None:
    opinion = comment.opinion
    news.record(kind=News.Kind.COMMENT, opinion=opinion, actor=author, now=now)
    replied_to = comment.parent.opinion.author if comment.parent else None
    if replied_to and replied_to != author:
        kind = News.Kind.OFFICIAL_ANSWER if comment.speaks_for else News.Kind.REPLY
        news.record(kind=kind, opinion=opinion, actor=author, recipient=replied_to, now=now)
    called = mentions.called_in(text=opinion.words.text, thread=comment.thread, author=author)
    mentions.keep(comment=comment, called=called, author=author, now=now, told=replied_to)
