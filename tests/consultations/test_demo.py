"""The demo is loaded once, lies in time as its files say, and a second run changes nothing."""

import time

import pytest

from accounts.models import User
from accounts.policy import Role
from consultations.models import Comment, Consultation, Opinion, Proposal, Thread
from consultations.models.consultation import Stage
from consultations.services.demo import city as demo
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_the_demo_is_complete_and_a_second_load_changes_nothing() -> None:
    first = demo.load(now=NOW)
    state = (Opinion.objects.count(), User.objects.count(), Thread.objects.count())
    assert first == demo.Loaded(6, state[0])
    assert state[0] >= 300
    start = time.perf_counter()
    assert demo.load(now=NOW) == demo.Loaded(0, 0)
    assert time.perf_counter() - start < 1
    assert (Opinion.objects.count(), User.objects.count(), Thread.objects.count()) == state


def test_the_city_answers_once_and_quotes_what_it_answers_to() -> None:
    demo.load(now=NOW)
    planner = factories.user(Role.PLANNER)
    for _time in range(2):
        demo.reply(planner=planner, now=NOW)
    replies = Comment.objects.of_the_city()
    assert replies.count() == 3
    for reply in replies:
        assert reply.parent
        assert reply.quotation.revision == reply.parent.opinion.current


def test_the_demo_lies_around_the_day_it_is_loaded() -> None:
    demo.load(now=NOW)
    stages = {made.slug: made.stage_at(NOW) for made in Consultation.objects.all()}
    assert stages == {
        "smart-city-plan": Stage.OPEN,
        "waterfront-ideas": Stage.OPEN,
        "library-renewal": Stage.CLOSED,
        "bicycle-rules": Stage.FORTHCOMING,
        "park-survey": Stage.OPEN,
        "park-rules": Stage.OPEN,
    }
    for opinion in Opinion.objects.select_related("consultation").prefetch_related("consultation__phases"):
        collect = next(phase for phase in opinion.consultation.phases.all() if phase.kind == "collect")
        assert collect.starts_at <= opinion.created_at < min(collect.ends_at, NOW)


def test_replies_are_later_than_what_they_reply_to_and_counters_equal_rows() -> None:
    demo.load(now=NOW)
    for reply in Comment.objects.filter(parent__isnull=False).select_related("opinion", "parent__opinion"):
        assert reply.parent
        assert reply.opinion.created_at >= reply.parent.opinion.created_at
        assert reply.thread_id == reply.parent.thread_id
    for thread in Thread.objects.all():
        assert thread.comments_count == thread.comments.count()
    for proposal in Proposal.objects.all():
        assert proposal.supports_count == proposal.supports.count()
