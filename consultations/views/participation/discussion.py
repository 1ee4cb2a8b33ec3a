"""One page of a discussion, read with a fixed number of queries however many comments there are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import (
    ChangeCause,
    Comment,
    Consultation,
    ModerationDecision,
    Opinion,
    Reaction,
    Thread,
)
from consultations.services import consultations
from consultations.services.consultations import Participation
from consultations.services.following import follows
from consultations.services.order import locking
from consultations.services.participation.comments import FIRST_REPLIES, PAGE_SIZE
from consultations.views import writing
from consultations.views.participation import quotations
from consultations.views.participation.quotations import Piece, Quoted
from consultations.views.planning import desk_links
from consultations.views.writing import Place

HIDING = (ModerationDecision.Verdict.HIDE, ModerationDecision.Verdict.REFUSE)
OLDEST = "oldest"
ORDERS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    OLDEST: (_("Oldest first"), ("pk",)),
    "newest": (_("Newest first"), ("-pk",)),
    "helpful": (_("Most helpful"), ("-reactions_count", "-pk")),
    "discussed": (_("Most discussed"), ("-replies_count", "-pk")),
}


@dataclass(frozen=True)
class Entry:
    """A comment at its place: what the template needs and cannot work out."""

    comment: Comment
    parent: Comment | None
    is_own: bool
    reacted: bool
    hiding: ModerationDecision | None
    rest: int = 0
    """How many more replies its branch has; said after the last of those shown."""
    led_to: tuple[ChangeCause, ...] = ()
    names: tuple[str, ...] = ()
    """Whom it calls."""
    at_desk: str = ""
    """Where staff read it as the analysis did; empty for all others."""

    @property
    def pieces(self) -> list[Piece]:
        return quotations.pieces(self.opinion.shown.text, self.names)

    @property
    def quoted(self) -> Quoted | None:
        return quotations.of(self.comment)

    @property
    def answered_from(self) -> int | None:
        """The comment beneath which an answer to this one stands: as deep as replies go, the one above it."""
        if self.comment.takes_replies:
            return self.comment.pk
        return self.parent.pk if self.parent and self.parent.takes_replies else None

    @property
    def opinion(self) -> Opinion:
        return self.comment.opinion

    @property
    def root(self) -> int:
        return self.comment.root_id or self.comment.pk


def context(
    request: HttpRequest, thread: Thread, consultation: Consultation, *, now: datetime
) -> dict[str, Any]:
    """The variables of `consultations/discussion.html`."""
    asked = request.GET.get("order", OLDEST)
    order = asked if asked in ORDERS else OLDEST
    roots = Comment.objects.roots().released().filter(thread=thread).as_read().order_by(*ORDERS[order][1])
    page = Paginator(roots, PAGE_SIZE).get_page(request.GET.get("page"))
    takes_comments = takes(thread, consultation, now=now)
    may_post = policy.may(request.user, Action.POST_OPINION) or not request.user.is_authenticated
    writes = takes_comments and may_post
    shown = _with_first_replies(request, page)
    return {
        "thread": thread,
        "page": page,
        "orders": _tabs(order),
        "entries": shown,
        "takes_comments": takes_comments,
        "comment_form": writing.form_for(request, Place(thread)) if writes else None,
        "names": _names(request, shown) if writes else [],
        "city_replies": Comment.objects.released().of_the_city().filter(thread=thread).count(),
        "closes_at": consultation.closes_at(),
        "stage": consultation.stage_at(now),
        "ending": locking.standing(thread),
        "may_end": policy.may(request.user, Action.MODERATE),
        "is_followed": isinstance(request.user, User) and follows.follows(target=thread, person=request.user),
    }


def _names(request: HttpRequest, shown: list[Entry]) -> list[str]:
    """Those who can be called, among those who stand on this page."""
    public = [entry.opinion for entry in shown if entry.opinion.is_public and not entry.opinion.author_name]
    others = [opinion.author for opinion in public if opinion.author and not opinion.belongs_to(request.user)]
    return list(dict.fromkeys(person.display_name for person in others if person.display_name))


def takes(thread: Thread, consultation: Consultation, *, now: datetime) -> bool:
    """Whether comments may be written here now."""
    is_open = consultations.allows(consultation=consultation, what=Participation.COMMENTS, now=now)
    is_readable = thread.proposal is None or thread.proposal.opinion.is_public
    return is_open and is_readable and thread.locked_at is None


def entries(
    request: HttpRequest, comments: Iterable[Comment], known: dict[int, Comment], rest: dict[int, int]
) -> list[Entry]:
    """`comments` in the order given; `known` are those that may be named as parents."""
    comments = list(comments)
    opinions = [comment.opinion for comment in comments]
    decisions = hiding_decisions(opinions)
    at_desk = desk_links.of_opinions(request, opinions)
    reacted = _reacted(request, comments)
    led_to = _led_to(comments)
    names = quotations.names_in(comments)
    return [
        Entry(
            comment,
            known.get(comment.parent_id or 0),
            comment.opinion.belongs_to(request.user),
            comment.pk in reacted,
            decisions.get(comment.opinion_id),
            rest.get(comment.pk, 0),
            tuple(led_to.get(comment.opinion_id, ())),
            tuple(names.get(comment.pk, ())),
            at_desk.get(comment.opinion_id, ""),
        )
        for comment in comments
    ]


def hiding_decisions(opinions: list[Opinion]) -> dict[int, ModerationDecision]:
    """Why the hidden ones among these are hidden: the newest such decision of each."""
    hidden = [opinion.pk for opinion in opinions if opinion.hidden_at]
    decisions = ModerationDecision.objects.filter(opinion__in=hidden, verdict__in=HIDING).order_by(
        "decided_at", "pk"
    )
    return {decision.opinion_id: decision for decision in decisions}


def _with_first_replies(request: HttpRequest, page: Page[Comment]) -> list[Entry]:
    roots = list(page.object_list)
    replies = list(Comment.objects.beginnings_of_branches(roots, FIRST_REPLIES).as_read())
    children: dict[int, list[Comment]] = {}
    for reply in replies:
        children.setdefault(reply.parent_id or 0, []).append(reply)
    shown: dict[int, list[Comment]] = {root.pk: list(_in_reading_order([root], children)) for root in roots}
    rest = {
        branch[-1].pk: root.replies_count - (len(branch) - 1)
        for root, branch in zip(roots, shown.values(), strict=True)
    }
    ordered = [comment for branch in shown.values() for comment in branch]
    return entries(request, ordered, {comment.pk: comment for comment in ordered}, rest)


def _in_reading_order(comments: list[Comment], children: dict[int, list[Comment]]) -> Iterator[Comment]:
    for comment in comments:
        yield comment
        yield from _in_reading_order(children.get(comment.pk, []), children)


def _reacted(request: HttpRequest, comments: list[Comment]) -> set[int]:
    if not isinstance(request.user, User):
        return set()
    mine = Reaction.objects.filter(user=request.user, comment__in=[comment.pk for comment in comments])
    return set(mine.values_list("comment_id", flat=True))


def _led_to(comments: list[Comment]) -> dict[int | None, list[ChangeCause]]:
    """The changes in the plan that these comments led to."""
    found: dict[int | None, list[ChangeCause]] = {}
    opinions = [comment.opinion_id for comment in comments]
    for cause in ChangeCause.objects.published().filter(opinion__in=opinions):
        found.setdefault(cause.opinion_id, []).append(cause)
    return found


def _tabs(chosen: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"?order={name}#discussion", "current": name == chosen}
        for name, (label, _fields) in ORDERS.items()
    ]
