import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from accounts import audit
from accounts.models import AuditEvent
from accounts.policy import Role
from consultations.models import ModerationDecision
from consultations.services.order import moderation
from consultations.services.planning import analysis, imports
from consultations.services.planning.decisions import opinions, themes
from tests import factories
from tests.consultations.planning.material import analysed, fill
from tests.factories import NOW

pytestmark = pytest.mark.django_db

EVENTS, TAMPERINGS = 40, 100


class Undo(Exception):
    """Leaves the transaction without keeping what happened in it."""


def fill_the_record() -> None:
    actors = [factories.user() for _ in range(3)]
    for number in range(EVENTS):
        audit.record(
            actor=actors[number % 3],
            action=f"act.{number % 7}",
            subject=f"thing:{number}",
            now=NOW + timedelta(seconds=number),
            details={"number": number},
        )


def _change(**fields: object) -> Callable[[AuditEvent], object]:
    return lambda event: AuditEvent.objects.filter(pk=event.pk).update(**fields)


def _swap(event: AuditEvent) -> None:
    """Two events trade their contents, hashes and all."""
    other = AuditEvent.objects.get(number=event.number + 1)
    for one, number in ((event, 900_000), (other, event.number), (event, event.number + 1)):
        AuditEvent.objects.filter(pk=one.pk).update(number=number)


def _forge(event: AuditEvent) -> None:
    """A change with a hash that fits it: the next event still tells."""
    event.subject = "thing:forged"
    AuditEvent.objects.filter(pk=event.pk).update(subject=event.subject, hash=audit.digest(event))


TRICKS: list[Callable[[AuditEvent], object]] = [
    _change(action="nothing"),
    _change(subject="nobody"),
    _change(details={}),
    _change(at=NOW - timedelta(days=1)),
    _change(actor=None),
    _change(hash="0" * 64),
    _change(previous_hash="0" * 64),
    _change(number=777_777),
    AuditEvent.delete,
    _swap,
    _forge,
]


def found_after(trick: Callable[[AuditEvent], object], number: int) -> bool:
    found = False
    try:
        with transaction.atomic():
            trick(AuditEvent.objects.get(number=number))
            found = bool(list(audit.broken_links()))
            raise Undo
    except Undo:
        return found


def test_a_hundred_of_a_hundred_tamperings_are_found() -> None:
    fill_the_record()
    assert not list(audit.broken_links())
    chance = random.Random(38)  # noqa: S311
    found = [found_after(chance.choice(TRICKS), chance.randint(2, EVENTS - 2)) for _ in range(TAMPERINGS)]
    assert found.count(True) == TAMPERINGS
    assert not list(audit.broken_links())


def test_control_a_hash_that_covers_nothing_finds_no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    fill_the_record()
    hashes = dict(AuditEvent.objects.values_list("number", "hash"))
    monkeypatch.setattr(audit, "digest", lambda event: hashes[event.number])
    assert not found_after(_change(action="nothing"), 5)


def test_every_act_of_the_desk_and_of_moderators_leaves_one_event() -> None:
    planner, consultation = factories.user(), factories.closed_consultation()
    fill(consultation)
    run = analysed(consultation)
    one, two = [cluster.theme for cluster in run.clusters.order_by("number")[:2]]
    assert one
    assert two
    opinion = consultation.opinions.earliest("pk")
    reason = ModerationDecision.Reason
    acts: dict[str, Callable[[], object]] = {
        "import.upload": lambda: imports.upload(
            consultation=consultation, name="a.csv", content=b"a\nb\n", uploaded_by=planner, now=NOW
        ),
        "theme.rename": lambda: themes.rename(theme=one, label="x", decided_by=planner, now=NOW),
        "theme.merge": lambda: themes.merge(theme=two, into=one, decided_by=planner, now=NOW),
        "theme.take_apart": lambda: themes.take_apart(theme=two, decided_by=planner, now=NOW),
        "opinion.move": lambda: opinions.move(opinions=[opinion], theme=one, decided_by=planner, now=NOW),
        "themes.publish": lambda: analysis.publish(run=run, published_by=planner, now=NOW),
        "themes.unpublish": lambda: analysis.unpublish(
            consultation=consultation, unpublished_by=planner, now=NOW
        ),
        "analysis.start": lambda: analysis.start(
            consultation=consultation, requested_by=planner, idempotency_key="again", now=NOW
        ),
        "opinion.hide": lambda: moderation.hide(
            opinion=opinion,
            moderator=factories.user(Role.MODERATOR),
            reason=reason.ABUSE,
            explanation="x",
            now=NOW,
        ),
    }
    for action, act in acts.items():
        before = AuditEvent.objects.count()
        act()
        assert AuditEvent.objects.count() == before + 1, action
        assert AuditEvent.objects.latest("number").action == action
