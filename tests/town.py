"""A town in which people do whatever comes to their mind, in processes that may be killed at any time.

`python -m tests.town SEED OPERATIONS` is one of those processes. It works on the town that `build` has put
into the database of `DATABASE_URL`, and writes a line after each act.
"""

import os
import random
import signal
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Timer
from typing import Any

import django
from django.db import OperationalError, connection, transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

if __name__ == "__main__":
    django.setup()

from accounts.models import User
from accounts.policy import Role
from consultations.models import Comment, Opinion, Proposal, Support, SupportBudget, Thread
from consultations.models.opinion import counted
from consultations.services.order import moderation, premoderation
from consultations.services.participation import comments, opinions, reactions
from consultations.services.proposals import publishing, supports
from tests import factories

ROOT = Path(__file__).resolve().parents[1]
PEOPLE = 40
PROPOSALS = 20
SUPPORTS_LIMIT = 12
LONGEST_ACT = 0.05
COUNTERS = ("supports_count", "comments_count", "replies_count", "reactions_count", '"used"')
# Several people at the same thing: one of them is told so. Losing the database is no such answer.
NO_ANSWER = (OperationalError, NameError, TypeError, AttributeError)


def build() -> None:
    """Two collections of ideas: what is written is public at once, or a moderator reads it first."""
    now = timezone.now()
    people = [factories.user() for _ in range(PEOPLE)]
    factories.user(Role.MODERATOR)
    for held_hours in (None, 24):
        consultation = factories.idea_collection(
            opens=now - timedelta(days=1), closes=now + timedelta(days=9), supports_limit=SUPPORTS_LIMIT
        )
        for number in range(PROPOSALS):
            author = people[number % PEOPLE]
            draft = publishing.draft(
                consultation=consultation,
                author=author,
                title="案",
                text="文",
                form_key=f"{held_hours}-{number}".ljust(24, "0"),
                now=now,
            )
            publishing.publish(proposal=draft, author=author, now=now)
        type(consultation).objects.filter(pk=consultation.pk).update(held_hours=held_hours)


def wrong() -> dict[str, int]:
    """Every counter, and by how much it differs from what there is to be counted."""
    placed = Q(descendants__place__gt=0)
    given = Count(
        "user__supports",
        filter=Q(user__supports__proposal__opinion__consultation=F("consultation")),
        distinct=True,
    )
    public = counted("comments__opinion__")
    return {
        "comments_count": _differing(
            Thread.objects.annotate(rows=Count("comments", filter=public)), "comments_count"
        ),
        "supports_count": _differing(Proposal.objects.annotate(rows=Count("supports")), "supports_count"),
        "reactions_count": _differing(Comment.objects.annotate(rows=Count("reactions")), "reactions_count"),
        "replies_count": _differing(
            Comment.objects.roots().annotate(rows=Count("descendants", filter=placed)), "replies_count"
        ),
        "used": _differing(SupportBudget.objects.annotate(rows=given), "used"),
    }


def _differing(annotated: "QuerySet[Any]", counter: str) -> int:
    return sum(abs(rows - said) for rows, said in annotated.values_list("rows", counter).order_by())


def busy(*, operations: int, processes: int, kills: int, url: str) -> int:
    """Let so many acts be done by processes side by side, killing some of them; how many were killed."""
    chance = random.Random(operations)  # noqa: S311 - the same deaths in every run
    share = operations // (processes + kills)
    waiting = list(range(processes + kills))
    deaths = {seed: chance.randint(1, share - 5) for seed in chance.sample(waiting, kills)}
    at_work: list[subprocess.Popen[str]] = []
    killed = 0
    while waiting or at_work:
        while waiting and len(at_work) < processes:
            seed = waiting.pop()
            end = ["--die-after", str(deaths[seed])] if seed in deaths else []
            at_work.append(process(seed, share, url, *end))
        ended = at_work.pop(0)
        ended.communicate()
        killed += ended.returncode == -signal.SIGKILL
        if ended.returncode not in (0, -signal.SIGKILL):
            raise RuntimeError(f"{ended.args!r} ended with {ended.returncode}")
    return killed


def process(seed: int, operations: int, url: str, *arguments: str) -> "subprocess.Popen[str]":
    environment = os.environ | {
        "DATABASE_URL": url,
        "REDIS_URL": "",
        "DJANGO_SETTINGS_MODULE": "project.settings.test",
    }
    command = [sys.executable, "-m", "tests.town", str(seed), str(operations), *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE)


class _Townspeople:
    def __init__(self, seed: int, only: str = "") -> None:
        self.chance = random.Random(seed)  # noqa: S311 - the same acts in every run
        self.seed, self.written = seed, 0
        self.people = list(User.objects.filter(grants__isnull=True))
        self.moderator = User.objects.get(grants__role=Role.MODERATOR)
        self.proposals = list(Proposal.objects.values_list("pk", flat=True))
        acts: list[Callable[[], object]] = [
            self.comment, self.comment, self.reply, self.support, self.support, self.unsupport,
            self.react, self.react, self.unreact, self.withdraw, self.hide, self.restore,
            self.approve, self.refuse,
        ]  # fmt: skip
        self.acts = [act for act in acts if not only or act.__name__ == only]

    def act(self) -> None:
        try:
            self.chance.choice(self.acts)()
        except NO_ANSWER:
            raise
        except Exception as refusal:  # noqa: BLE001 - that somebody else was faster is an answer
            print(type(refusal).__name__, flush=True)
        else:
            print("done", flush=True)

    def somebody(self) -> User:
        return self.chance.choice(self.people)

    def a_proposal(self) -> Proposal:
        return Proposal.objects.with_words().get(pk=self.chance.choice(self.proposals))

    def a_comment(self) -> Comment | None:
        latest = list(Comment.objects.order_by("-pk").values_list("pk", flat=True)[:200])
        return Comment.objects.with_words().get(pk=self.chance.choice(latest)) if latest else None

    def comment(self) -> None:
        self._write(Thread.objects.with_target().get(proposal=self.chance.choice(self.proposals)), None)

    def reply(self) -> None:
        parent = self.a_comment()
        if parent:
            self._write(Thread.objects.with_target().get(pk=parent.thread_id), parent)

    def support(self) -> None:
        supports.give(proposal=self.a_proposal(), supporter=self.somebody(), now=timezone.now())

    def unsupport(self) -> None:
        given = list(Support.objects.order_by("-pk").values_list("proposal", "user")[:100])
        if given:
            proposal, user = self.chance.choice(given)
            supporter = User.objects.get(pk=user)
            found = Proposal.objects.with_words().get(pk=proposal)
            supports.take_back(proposal=found, supporter=supporter, now=timezone.now())

    def react(self) -> None:
        if comment := self.a_comment():
            reactions.give(comment=comment, person=self.somebody(), now=timezone.now())

    def unreact(self) -> None:
        if comment := self.a_comment():
            reactions.take_back(comment=comment, person=self.somebody(), now=timezone.now())

    def withdraw(self) -> None:
        comment = self.a_comment()
        if comment and comment.opinion.author and self.chance.random() < 0.3:
            opinions.withdraw(opinion=comment.opinion, author=comment.opinion.author, now=timezone.now())

    def hide(self) -> None:
        if comment := self.a_comment():
            self._decide(moderation.hide, moderation.Reason.ABUSE, comment.opinion)

    def restore(self) -> None:
        hidden = Opinion.objects.filter(hidden_at__isnull=False, kind=Opinion.Kind.COMMENT).with_words()
        if opinion := hidden.order_by("-hidden_at").first():
            self._decide(moderation.restore, moderation.Reason.MISTAKE, opinion)

    def approve(self) -> None:
        if opinion := self._waiting():
            premoderation.approve(
                opinion=opinion, moderator=self.moderator, revision=opinion.words.number, now=timezone.now()
            )

    def refuse(self) -> None:
        opinion = self._waiting()
        if opinion and self.chance.random() < 0.3:
            premoderation.refuse(
                opinion=opinion,
                moderator=self.moderator,
                revision=opinion.words.number,
                reason=moderation.Reason.ABUSE,
                explanation="x",
                now=timezone.now(),
            )

    def _waiting(self) -> Opinion | None:
        return Opinion.objects.waiting().with_words().first()

    def _decide(self, act: Callable[..., object], reason: moderation.Reason, opinion: Opinion) -> None:
        act(opinion=opinion, moderator=self.moderator, reason=reason, explanation="x", now=timezone.now())

    def _write(self, thread: Thread, parent: Comment | None) -> None:
        self.written += 1
        key = f"{os.getpid()}-{self.seed}-{self.written}".ljust(24, "0")
        comments.post(
            thread=thread,
            author=self.somebody(),
            text=f"意見{self.seed}の{self.written}",
            form_key=key,
            now=timezone.now(),
            parent=parent,
        )


def _die_before(number: int) -> Callable[..., Any]:
    """Ends this process as SIGKILL does when the so-manieth counter is about to be written."""
    left = number

    def write(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        nonlocal left
        if sql.startswith("UPDATE") and any(counter in sql.partition("WHERE")[0] for counter in COUNTERS):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    return write


def _die_soon(seconds: float) -> None:
    """Somewhere in the next acts, without a word."""
    Timer(seconds, os.kill, (os.getpid(), signal.SIGKILL)).start()


def _without_transactions() -> None:
    """What the promise rests on, taken away: each statement stands for itself."""
    transaction.Atomic.__enter__ = lambda _self: None  # type: ignore[method-assign]
    transaction.Atomic.__exit__ = lambda *_args: None  # type: ignore[method-assign]
    connection.features.has_select_for_update = False


def _asked() -> Namespace:
    parser = ArgumentParser()
    parser.add_argument("seed", type=int)
    parser.add_argument("operations", type=int)
    parser.add_argument("--only", default="")
    parser.add_argument("--die-after", type=int, default=0)
    parser.add_argument("--die-before", type=int, default=0)
    parser.add_argument("--without-transactions", action="store_true")
    return parser.parse_args()


def main() -> None:
    asked = _asked()
    people = _Townspeople(asked.seed, asked.only)
    if asked.without_transactions:
        _without_transactions()
    with connection.execute_wrapper(_die_before(asked.die_before)):
        for number in range(asked.operations):
            if number and number == asked.die_after:
                _die_soon(people.chance.random() * LONGEST_ACT)
            people.act()


if __name__ == "__main__":
    main()
