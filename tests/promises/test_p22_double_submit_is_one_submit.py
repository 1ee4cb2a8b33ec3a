import threading
from copy import copy, deepcopy
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from consultations.models import Comment, Consultation, Job, News, Opinion, Proposal, Thread, ToLookAt
from consultations.services import jobs
from consultations.services.participation import comments, opinions
from consultations.services.proposals import publishing
from tests import factories
from tests.promises.conftest import Together
from tests.promises.controls import without_uniqueness

AT_ONCE = 20
WORDS = "夜のバスを増やしてほしいです。"


def thread_open_now() -> Thread:
    now = timezone.now()
    consultation = factories.consultation(opens=now - factories.DAY, closes=now + factories.DAY)
    return Thread.objects.with_target().get(consultation=consultation)


def send(thread: Thread, author: User, key: str) -> str:
    comment = comments.post(thread=thread, author=author, text=WORDS, form_key=key, now=timezone.now())
    return comment.opinion.receipt


@pytest.fixture
def worst_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """All look whether the form was sent before, and only then does the first one write."""
    barrier = threading.Barrier(AT_ONCE, timeout=30)
    looked = threading.local()
    real = opinions.sent_before

    def look(**question: Any) -> Opinion | None:
        found = real(**question)
        if not getattr(looked, "once", False):
            looked.once = True
            barrier.wait()
        return found

    monkeypatch.setattr(opinions, "sent_before", look)


def test_twenty_sendings_of_one_form_are_one_comment(
    real_database: str, together: Together, worst_moment: None
) -> None:
    thread, author = thread_open_now(), factories.user()
    receipts = together(AT_ONCE, lambda: send(thread, author, "one form"))
    assert len(set(receipts)) == 1, receipts
    assert Comment.objects.count() == Opinion.objects.count() == 1
    thread.refresh_from_db()
    assert thread.comments_count == 1


def test_control_without_the_key_every_sending_counts(
    real_database: str, together: Together, worst_moment: None
) -> None:
    with without_uniqueness(Opinion, "submission_key"):
        thread, author = thread_open_now(), factories.user()
        together(AT_ONCE, lambda: send(thread, author, "one form"))
        assert Comment.objects.count() > 1
        Opinion.objects.update(submission_key="")
        for opinion in Opinion.objects.all():
            Opinion.objects.filter(pk=opinion.pk).update(submission_key=opinion.receipt)


def test_going_back_and_sending_again_shows_the_same_receipt(real_database: str) -> None:
    thread, author = thread_open_now(), factories.user()
    assert send(thread, author, "one form") == send(thread, author, "one form")
    assert Comment.objects.count() == 1


def ideas_open_now() -> Consultation:
    now = timezone.now()
    return factories.idea_collection(opens=now - factories.DAY, closes=now + factories.DAY)


def draft(ideas: Consultation, author: User) -> int:
    made = publishing.draft(
        consultation=ideas, author=author, title="題", text=WORDS, form_key="one form", now=timezone.now()
    )
    return made.pk


def test_twenty_sendings_of_one_proposal_form_are_one_draft(real_database: str, together: Together) -> None:
    ideas, author = ideas_open_now(), factories.user()
    assert len(set(together(AT_ONCE, lambda: draft(ideas, author)))) == 1
    assert Proposal.objects.count() == Opinion.objects.count() == 1


def test_control_without_the_key_every_sending_is_a_draft(real_database: str, together: Together) -> None:
    with without_uniqueness(Opinion, "submission_key"):
        ideas, author = ideas_open_now(), factories.user()
        together(AT_ONCE, lambda: draft(ideas, author))
        assert Proposal.objects.count() > 1
        for opinion in Opinion.objects.all():
            Opinion.objects.filter(pk=opinion.pk).update(submission_key=opinion.receipt)


def publish_together(together: Together) -> list[str]:
    author = factories.user()
    waiting = Proposal.objects.with_words().get(pk=draft(ideas_open_now(), author))
    now = timezone.now()

    def publish() -> str:
        return publishing.publish(proposal=copy(waiting), author=author, now=now).opinion.receipt

    return together(AT_ONCE, publish)


def test_twenty_presses_publish_once_under_one_receipt(real_database: str, together: Together) -> None:
    assert len(set(publish_together(together))) == 1
    assert News.objects.filter(kind=News.Kind.PROPOSAL).count() == 1
    assert ToLookAt.objects.count() == 1


def test_control_without_looking_again_under_the_lock_every_press_publishes(
    real_database: str, together: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "_locked", deepcopy)
    publish_together(together)
    assert ToLookAt.objects.count() > 1 or News.objects.filter(kind=News.Kind.PROPOSAL).count() > 1


def test_twenty_presses_start_one_job(real_database: str, together: Together) -> None:
    def press() -> int:
        return jobs.start(kind=Job.Kind.IMPORT, requested_by=None, idempotency_key="k", now=timezone.now()).pk

    assert len(set(together(AT_ONCE, press))) == 1
    assert Job.objects.count() == 1


def test_control_two_keys_are_two_jobs(real_database: str) -> None:
    for key in ("a", "b"):
        jobs.start(kind=Job.Kind.IMPORT, requested_by=None, idempotency_key=key, now=timezone.now())
    assert Job.objects.count() == 2
