"""Comments in a thread."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts import policy
from accounts.models import User
from accounts.policy import Action, State
from consultations.models import Comment, Opinion, Thread
from consultations.services import consultations, opinions
from consultations.services.consultations import Participation

PAGE_SIZE = 20


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
    """The page of the discussion on which the comment stands."""
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
    )
    Thread.objects.filter(pk=thread.pk).update(comments_count=F("comments_count") + 1)
    return comment


def _require_a_place(thread: Thread, parent: Comment | None) -> None:
    if parent and (parent.thread_id != thread.pk or not parent.takes_replies):
        raise NoReplyHere


def _state_of(thread: Thread) -> State:
    return thread.proposal.opinion.state if thread.proposal else State.PUBLIC
