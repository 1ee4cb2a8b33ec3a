"""Comments in a thread."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts import policy
from accounts.models import User
from accounts.policy import Action, State
from consultations.models import Comment, News, Opinion, Thread
from consultations.services import consultations, news, opinions
from consultations.services.consultations import Participation

PAGE_SIZE = 20
FIRST_REPLIES = 3
"""How many replies beneath a comment its discussion shows; the others have pages of their own."""


class Locked(Exception):
    """A moderator has ended this discussion; what was written stays readable."""


class NoReplyHere(Exception):
    """The comment replied to is elsewhere, no longer readable, or as deep as replies go."""


def post(
    *,
    thread: Thread,
    author: User,
    text: str,
    form_key: str,
    now: datetime,
    stance: str = "",
    parent: Comment | None = None,
) -> Comment:
    """Publish a comment. The same form sent again gives the comment that it made the first time."""
    policy.require(author, Action.POST_OPINION, state=_state_of(thread))
    key = opinions.key_of(author=author, form_key=form_key)
    before = opinions.sent_before(key=key, title="", text=text)
    if before:
        return before.comment
    consultations.require_open(consultation=thread.subject(), what=Participation.COMMENTS, now=now)
    _require_a_place(thread, parent)
    try:
        return _create(thread, parent, author, text, stance, key, now)
    except IntegrityError:
        again = opinions.sent_before(key=key, title="", text=text)
        if again is None:
            raise
        return again.comment


def page_of(*, comment: Comment) -> int:
    """The page of the discussion, oldest first, on which the comment or its root stands."""
    root = comment.root_id or comment.pk
    earlier = Comment.objects.roots().filter(thread=comment.thread_id, pk__lt=root).count()
    return earlier // PAGE_SIZE + 1


@transaction.atomic
def _create(
    thread: Thread,
    parent: Comment | None,
    author: User,
    text: str,
    stance: str,
    key: str,
    now: datetime,
) -> Comment:
    opinion = opinions.create(
        consultation=thread.subject(),
        kind=Opinion.Kind.COMMENT,
        author=author,
        key=key,
        text=text,
        stance=stance,
        now=now,
        publish=True,
    )
    comment = Comment.objects.create(
        opinion=opinion,
        thread=thread,
        parent=parent,
        root=(parent.root or parent) if parent else None,
        depth=parent.depth + 1 if parent else 0,
        place=_next_place(parent.root_id or parent.pk) if parent else 0,
    )
    _tell(comment, author, now)
    Thread.objects.filter(pk=thread.pk).update(comments_count=F("comments_count") + 1)
    return comment


def _next_place(root: int) -> int:
    """Counts one more reply beneath the root; whoever comes second waits for the row and gets the next."""
    Comment.objects.filter(pk=root).update(replies_count=F("replies_count") + 1)
    return Comment.objects.values_list("replies_count", flat=True).get(pk=root)


def _tell(comment: Comment, author: User, now: datetime) -> None:
    opinion = comment.opinion
    news.record(kind=News.Kind.COMMENT, opinion=opinion, actor=author, now=now)
    replied_to = comment.parent.opinion.author if comment.parent else None
    if replied_to and replied_to != author:
        news.record(kind=News.Kind.REPLY, opinion=opinion, actor=author, recipient=replied_to, now=now)


def _require_a_place(thread: Thread, parent: Comment | None) -> None:
    if Thread.objects.filter(pk=thread.pk, locked_at__isnull=False).exists():
        raise Locked
    if parent and (parent.thread_id != thread.pk or not parent.takes_replies):
        raise NoReplyHere


def _state_of(thread: Thread) -> State:
    return thread.proposal.opinion.state if thread.proposal else State.PUBLIC
