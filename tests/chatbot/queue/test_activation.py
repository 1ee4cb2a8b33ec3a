"""Two people at one button, a release made meanwhile, an old report: one answers, and all are told."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import AuditEvent
from accounts.policy import Role
from chatbot.models import ChatSettings, FaqEntry, Publication, TestQuestion
from chatbot.services import faq, publications, publishing
from chatbot.services.publications import Overtaken, Then
from chatbot.services.queue import ageing, regression
from consultations.models import Job
from tests.chatbot.faq import ANSWERED, NOT_KNOWN, publish
from tests.factories import NOW, user
from tests.promises.conftest import Together

pytestmark = pytest.mark.django_db
ROUNDS = 5


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(user(Role.FAQ_EDITOR))
    return client


def prepared(number: int, *, active: bool = False) -> Publication:
    """A publication without an index: who answers does not depend on it."""
    job = Job.objects.create(kind=Job.Kind.FAQ_PUBLICATION, idempotency_key=f"r-{number}", created_at=NOW)
    return Publication.objects.create(
        number=number,
        job=job,
        index=b"",
        is_active=active,
        created_at=NOW,
        activated_at=NOW if active else None,
    )


def answering() -> int:
    return Publication.objects.active().get().number


@pytest.mark.usefixtures("real_database")
def test_of_two_who_activate_different_releases_one_is_told_that_the_other_came_first(
    together: Together,
) -> None:
    first, releases, actor = prepared(1, active=True), [prepared(2), prepared(3)], user()
    for _ in range(ROUNDS):
        publications.activate(publication=first, actor=actor, now=NOW)
        turn = iter(releases)

        def act(turn: Iterator[Publication] = turn) -> int:
            chosen = next(turn)
            publications.activate(publication=chosen, actor=actor, now=NOW, seen=1)
            return chosen.number

        told = together(2, act)
        (winner,) = [one for one in told if isinstance(one, int)]
        (overtaken,) = [one for one in told if isinstance(one, Overtaken)]
        assert answering() == winner == overtaken.number


@pytest.mark.usefixtures("real_database")
def test_of_two_first_releases_at_once_one_answers(together: Together) -> None:
    actor = user()
    for number in range(1, 2 * ROUNDS, 2):
        Publication.objects.update(is_active=False)
        turn = iter([prepared(number), prepared(number + 1)])

        def act(turn: Iterator[Publication] = turn) -> None:
            publications.activate(publication=next(turn), actor=actor, now=NOW, seen=0)

        told = together(2, act)
        assert {type(one) for one in told} == {Overtaken, type(None)}
        assert Publication.objects.active().count() == 1


@pytest.mark.usefixtures("real_database")
def test_who_has_looked_but_not_yet_acted_does_not_stop_the_release_that_came_first(
    together: Together,
) -> None:
    actor, turn = user(), iter([(prepared(1), 0.0), (prepared(2), 0.3)])

    def act() -> None:
        chosen, hesitation = next(turn)

        def hesitate(execute: Any, sql: str, *rest: Any) -> Any:
            if sql.startswith("UPDATE"):
                time.sleep(hesitation)
            return execute(sql, *rest)

        with connection.execute_wrapper(hesitate):
            publications.activate(publication=chosen, actor=actor, now=NOW, seen=0)

    told = together(2, act)
    assert [one.number for one in told if isinstance(one, Overtaken)] == [answering()]
    assert told.count(None) == 1


@pytest.mark.usefixtures("real_database")
def test_two_who_go_back_at_once_go_back_one_step_and_both_hear_where_to(together: Together) -> None:
    for number in (1, 2, 3):
        publications.activate(publication=prepared(number), actor=None, now=NOW)
    actor = user()
    told = together(2, lambda: publications.roll_back(actor=actor, now=NOW, seen=3))
    assert [one.number for one in told] == [2, 2]
    assert answering() == 2
    assert AuditEvent.objects.filter(action="faq.publish", subject="faq-publication:2").count() == 2


@pytest.mark.usefixtures("real_database")
def test_going_back_and_activating_at_once_leaves_one_answering_and_tells_who_lost(
    together: Together,
) -> None:
    for number in (1, 2):
        publications.activate(publication=prepared(number), actor=None, now=NOW)
    new, actor, turn = prepared(3), user(), count()

    def act() -> int:
        if next(turn):
            return publications.roll_back(actor=actor, now=NOW, seen=2).number
        publications.activate(publication=new, actor=actor, now=NOW, seen=2)
        return new.number

    told = together(2, act)
    said = {one.number if isinstance(one, Overtaken) else one for one in told}
    assert said == {answering()}, told


def test_who_activates_what_was_compared_with_another_release_is_sent_back_to_the_report(
    desk: Client, published: Publication
) -> None:
    second, third = prepared(2), prepared(3)
    publications.activate(publication=second, actor=None, now=NOW)
    page = desk.post(f"/staff/faq/publications/{third.number}/activate/", {"seen": "1"}, follow=True)
    assert "その間に、ほかの人が第2回の公開に切り替えました" in page.content.decode()
    assert answering() == 2
    assert re.search(r'name="seen"\s+value="2"', page.content.decode())
    desk.post(f"/staff/faq/publications/{third.number}/activate/", {"seen": "2"})
    assert answering() == 3
    # Pressed twice: it answers already, and that is what is said.
    again = desk.post(f"/staff/faq/publications/{third.number}/activate/", {"seen": "2"}, follow=True)
    assert "第3回の公開が、質問に答えるようになりました" in again.content.decode()
    assert AuditEvent.objects.filter(subject="faq-publication:3").count() == 1


def made(then: Then) -> Publication:
    job = Job.objects.create(
        kind=Job.Kind.FAQ_PUBLICATION,
        idempotency_key=f"made-{Job.objects.count()}",
        created_at=NOW,
        parameters={"then": then.value},
    )
    return publishing.publish(job=job, report=lambda stage, percent: None, now=NOW)


def test_a_release_activated_while_another_is_made_is_the_one_it_is_compared_with(
    published: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    TestQuestion.objects.create(question=ANSWERED, expected=["bulky-waste"])
    better, tested = made(Then.LOOK), publishing._tested

    def activated_meanwhile(*given: object) -> Publication:
        publication = tested(*given)  # type: ignore[arg-type]
        publications.activate(publication=better, actor=None, now=NOW)
        return publication

    monkeypatch.setattr(publishing, "_tested", activated_meanwhile)
    built = made(Then.ACTIVATE_IF_NOT_WORSE)
    assert built.before["number"] == published.number
    compared = regression.comparison(built, better)
    assert compared
    assert compared.number == better.number
    assert answering() == built.number


def test_a_release_overtaken_in_the_last_moment_waits_for_somebody_to_look(
    published: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, comparison = made(Then.LOOK), regression.comparison

    def activated_meanwhile(after: Publication, active: Publication | None) -> regression.Comparison | None:
        publications.activate(publication=other, actor=None, now=NOW)
        return comparison(after, active)

    monkeypatch.setattr(regression, "comparison", activated_meanwhile)
    built = made(Then.ACTIVATE_IF_NOT_WORSE)
    assert answering() == other.number
    assert built.activated_at is None


def test_a_report_says_what_came_after_it(desk: Client, published: Publication) -> None:
    TestQuestion.objects.create(question=ANSWERED, expected=["bulky-waste"])
    built = made(Then.LOOK)
    assert not ageing.of(built, compared_with=published).is_old
    TestQuestion.objects.create(question=NOT_KNOWN, expected=[])
    TestQuestion.objects.filter(question=ANSWERED).update(expected=["moving-in"])
    ChatSettings.objects.create(wrong_per_hundred=3)
    entry = FaqEntry.objects.get(key="moving-in")
    assert entry.current
    faq.confirm(actor=user(), entry=entry, read_number=1, on=NOW.date(), now=NOW + timedelta(minutes=1))
    age = ageing.of(built, compared_with=published)
    assert (age.questions, age.care_then, age.care_now, age.changes) == (2, 10, 3, 1)
    page = desk.get(f"/staff/faq/publications/{built.number}/").content.decode()
    for words in ("2件、追加または変更", "まちがい10件まで", "変更1件は"):
        assert words in page


def test_releases_tested_with_different_care_are_not_compared_in_silence(published: Publication) -> None:
    TestQuestion.objects.create(question=ANSWERED, expected=["bulky-waste"])
    careful = made(Then.LOOK)
    ChatSettings.objects.create(wrong_per_hundred=30)
    bold = publish()
    assert ageing.of(careful, compared_with=bold).care_differs
    assert not ageing.of(bold, compared_with=bold).care_differs
