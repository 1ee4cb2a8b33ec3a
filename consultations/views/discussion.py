"""One page of a discussion, read with a fixed number of queries however many comments there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from accounts import policy
from accounts.policy import Action
from consultations.forms.opinions import NewCommentForm
from consultations.models import Comment, Consultation, ModerationDecision, Opinion, Thread
from consultations.services import consultations
from consultations.services.comments import PAGE_SIZE
from consultations.services.consultations import Participation


@dataclass(frozen=True)
class Entry:
    """A comment at its place: what the template needs and cannot work out."""

    comment: Comment
    parent: Comment | None
    is_own: bool
    hiding: ModerationDecision | None

    @property
    def opinion(self) -> Opinion:
        return self.comment.opinion


def context(
    request: HttpRequest, thread: Thread, consultation: Consultation, *, now: datetime
) -> dict[str, Any]:
    """The variables of `consultations/discussion.html`."""
    page = Paginator(
        Comment.objects.roots().filter(thread=thread).with_words().order_by("pk"), PAGE_SIZE
    ).get_page(request.GET.get("page"))
    is_open = consultations.allows(consultation=consultation, what=Participation.COMMENTS, now=now)
    takes_comments = is_open and (thread.proposal is None or thread.proposal.opinion.is_public)
    may_post = policy.may(request.user, Action.POST_OPINION)
    return {
        "thread": thread,
        "page": page,
        "entries": _entries(request, page),
        "takes_comments": takes_comments,
        "comment_form": NewCommentForm() if takes_comments and may_post else None,
        "closes_at": consultation.closes_at(),
        "stage": consultation.stage_at(now),
    }


def hiding_decisions(opinions: list[Opinion]) -> dict[int, ModerationDecision]:
    """Why the hidden ones among these are hidden: the newest such decision of each."""
    hidden = [opinion.pk for opinion in opinions if opinion.hidden_at]
    decisions = ModerationDecision.objects.filter(
        opinion__in=hidden, verdict=ModerationDecision.Verdict.HIDE
    ).order_by("decided_at", "pk")
    return {decision.opinion_id: decision for decision in decisions}


def _entries(request: HttpRequest, page: Page[Comment]) -> list[Entry]:
    roots = list(page.object_list)
    replies = list(Comment.objects.filter(root__in=[root.pk for root in roots]).with_words().order_by("pk"))
    children: dict[int, list[Comment]] = {}
    for reply in replies:
        children.setdefault(reply.parent_id or 0, []).append(reply)
    by_id = {comment.pk: comment for comment in [*roots, *replies]}
    decisions = hiding_decisions([comment.opinion for comment in by_id.values()])
    return [
        Entry(
            comment,
            by_id.get(comment.parent_id or 0),
            comment.opinion.belongs_to(request.user),
            decisions.get(comment.opinion_id),
        )
        for comment in _in_reading_order(roots, children)
    ]


def _in_reading_order(comments: list[Comment], children: dict[int, list[Comment]]) -> Iterator[Comment]:
    for comment in comments:
        yield comment
        yield from _in_reading_order(children.get(comment.pk, []), children)
