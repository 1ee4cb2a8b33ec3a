"""Every counter beside the rows it counts, after 10,000 mixed operations."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.policy import Role
from consultations.models import Comment, ModerationDecision, Proposal, Thread
from consultations.models.opinion import counted
from consultations.services.order import moderation
from consultations.services.participation import comments, opinions, reactions
from consultations.services.proposals import publishing, supports
from tests import factories

OPERATIONS = 10_000
PEOPLE = 40


class _Town:
    """A consultation in which people do whatever comes to their mind."""

    def __init__(self) -> None:
        self.chance = random.Random(1)  # noqa: S311 - the same operations in every run
        self.now = timezone.now()
        opened = {"opens": self.now - timedelta(days=1), "closes": self.now + timedelta(days=9)}
        self.consultation = factories.idea_collection(slug="town", **opened)
        self.people = [factories.user() for _ in range(PEOPLE)]
        self.moderator = factories.user(Role.MODERATOR)
        self.proposals = [self._proposal() for _ in range(20)]
        self.comments: list[Comment] = []
        self.acts: list[Callable[[], object]] = [
            self.comment, self.comment, self.reply, self.support, self.support, self.unsupport,
            self.react, self.unreact, self.withdraw, self.hide, self.restore,
        ]  # fmt: skip

    def somebody(self) -> User:
        return self.chance.choice(self.people)

    def a_proposal(self) -> Proposal:
        return Proposal.objects.with_words().get(pk=self.chance.choice(self.proposals).pk)

    def a_comment(self) -> Comment:
        if not self.comments:
            self.comment()
        return Comment.objects.with_words().get(pk=self.chance.choice(self.comments[-400:]).pk)

    def comment(self) -> None:
        thread = self.a_proposal().thread
        self._write(thread, None)

    def reply(self) -> None:
        parent = self.a_comment()
        if parent.takes_replies:
            self._write(parent.thread, parent)

    def support(self) -> None:
        supports.give(proposal=self.a_proposal(), supporter=self.somebody(), now=self.now)

    def unsupport(self) -> None:
        supports.take_back(proposal=self.a_proposal(), supporter=self.somebody(), now=self.now)

    def react(self) -> None:
        comment = self.a_comment()
        if comment.opinion.is_public:
            reactions.give(comment=comment, person=self.somebody(), now=self.now)

    def unreact(self) -> None:
        comment = self.a_comment()
        if comment.opinion.is_public:
            reactions.take_back(comment=comment, person=self.somebody(), now=self.now)

    def withdraw(self) -> None:
        opinion = self.a_comment().opinion
        if opinion.author and opinion.is_public and self.chance.random() < 0.3:
            opinions.withdraw(opinion=opinion, author=opinion.author, now=self.now)

    def hide(self) -> None:
        self._decide(moderation.hide, moderation.Reason.ABUSE, hidden=False)

    def restore(self) -> None:
        self._decide(moderation.restore, moderation.Reason.MISTAKE, hidden=True)

    def _decide(
        self, act: Callable[..., ModerationDecision], reason: ModerationDecision.Reason, *, hidden: bool
    ) -> None:
        opinion = self.a_comment().opinion
        if bool(opinion.hidden_at) == hidden:
            act(opinion=opinion, moderator=self.moderator, reason=reason, explanation="x", now=self.now)

    def _proposal(self) -> Proposal:
        author = self.somebody()
        key = f"{self.chance.random()}".ljust(24, "0")
        draft = publishing.draft(
            consultation=self.consultation, author=author, title="案", text="文", form_key=key, now=self.now
        )
        return publishing.publish(proposal=draft, author=author, now=self.now)

    def _write(self, thread: Thread, parent: Comment | None) -> None:
        key = f"{self.chance.random()}".ljust(24, "0")
        text = f"意見{len(self.comments)}"
        self.comments.append(
            comments.post(
                thread=thread, author=self.somebody(), text=text, form_key=key, now=self.now, parent=parent
            )
        )


def rows() -> Iterator[tuple[str, str, str]]:
    town = _Town()
    for _operation in range(OPERATIONS):
        town.chance.choice(town.acts)()
    wrong = (
        _wrong(
            Thread.objects.annotate(rows=Count("comments", filter=counted("comments__opinion__"))),
            "comments_count",
        )
        + _wrong(Proposal.objects.annotate(rows=Count("supports")), "supports_count")
        + _wrong(Comment.objects.annotate(rows=Count("reactions")), "reactions_count")
        + _wrong(Comment.objects.roots().annotate(rows=Count("descendants")), "replies_count")
    )
    yield f"counters after {OPERATIONS:,} mixed operations", f"{wrong} differ from their rows", "0"


def _wrong(annotated: "QuerySet[Any]", counter: str) -> int:
    return annotated.exclude(rows=F(counter)).count()
