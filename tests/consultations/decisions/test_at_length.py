"""Decisions about many opinions are jobs: seen, stopped, undone, and carried out once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, RoleGrant, User
from accounts.policy import Role
from consultations import jobs as running
from consultations.models import Job, PlannerDecision, Theme, ThemeAssignment
from consultations.services import jobs
from consultations.services.planning.decisions import at_length, opinions, themes, undoing, wishes
from consultations.services.planning.decisions.ledger import ChangedSinceError
from consultations.services.planning.decisions.wishes import Act, Wish
from tests import factories
from tests.consultations.decisions.conftest import signed_in
from tests.consultations.decisions.material import Desk
from tests.consultations.planning.material import run_job, text
from tests.factories import NOW

pytestmark = pytest.mark.django_db

BASE = "/staff/consultations/plan/"
DECIDE = f"{BASE}opinions/decide/"
BACK = f"{BASE}analysis/?view=opinions"


@pytest.fixture(autouse=True)
def _three_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_length, "MANY", 3)


def asked(desk: Desk, planner: User, wish: Wish, **more: Any) -> Job:
    sent: dict[str, Any] = {
        "consultation": desk.consultation,
        "opinions": [opinion.pk for opinion in desk.opinions],
        "decided_by": planner,
        "idempotency_key": "k",
        "now": NOW,
        "seen": 0,
        "back": BACK,
    }
    return at_length.start(wish, **sent | more)


def done(job: Job) -> Job:
    run_job(job)
    job.refresh_from_db()
    return job


def test_many_are_moved_by_a_job_that_leads_back_to_the_list(desk: Desk, planner: User) -> None:
    office = signed_in(planner)
    sent = {"scope": "all", "selection": "view=opinions", "act": "move", "back": BACK}
    check = office.post(DECIDE, sent)
    assert "decided about while you wait" in text(check)
    sent |= dict(check.context["sent"]) | {"confirmed": "1", "theme": str(desk.themes[2].stable_id)}
    answer = office.post(DECIDE, sent)
    job = Job.objects.get(kind=Job.Kind.DECISION)
    assert answer.headers["Location"] == f"/staff/jobs/{job.pk}/"
    assert office.post(DECIDE, sent).headers["Location"] == f"/staff/jobs/{job.pk}/", "sent twice, one job"
    assert not PlannerDecision.objects.exists()
    waiting = text(office.get(f"/staff/jobs/{job.pk}/"))
    assert "Decision about many opinions" in waiting
    assert "Stop" in waiting
    done(job)
    page = text(office.get(f"/staff/jobs/{job.pk}/"))
    assert "Decided about 16 opinions" in page
    assert f'href="{BACK}"' in page
    assert ThemeAssignment.objects.filter(theme=desk.themes[2]).count() == len(desk.opinions)
    assert AuditEvent.objects.filter(action="opinion.move", actor=planner).count() == 1


def test_a_few_are_moved_at_once(desk: Desk, planner: User) -> None:
    chosen = [opinion.receipt for opinion in desk.opinions[:3]]
    sent = {"act": "move", "opinion": chosen, "confirmed": "1", "theme": str(desk.themes[2].stable_id)}
    check = signed_in(planner).post(DECIDE, {"act": "move", "opinion": chosen})
    assert "decided about while you wait" not in text(check)
    signed_in(planner).post(DECIDE, sent)
    assert ThemeAssignment.objects.count() == 3
    assert not Job.objects.filter(kind=Job.Kind.DECISION).exists()


@pytest.mark.parametrize("act", [Act.MOVE, Act.RELEASE, Act.SPLIT, Act.COPY, Act.DISTINCT, Act.STANCE])
def test_a_job_decides_what_would_be_decided_at_once_and_is_undone_like_it(
    desk: Desk, planner: User, act: Act
) -> None:
    opinions.move(opinions=desk.opinions[:2], theme=desk.themes[1], decided_by=planner, now=NOW)
    opinions.mark_distinct(opinions=desk.opinions[12:13], decided_by=planner, now=NOW)
    to = {
        Act.MOVE: str(desk.themes[2].stable_id),
        Act.SPLIT: "新しい論点",
        Act.COPY: desk.opinions[4].receipt,
        Act.STANCE: "request",
    }
    wish = Wish(act, to.get(act, ""))
    before = desk.standing()
    at_once = wishes.carry_out(wish, opinions=desk.opinions, decided_by=planner, now=NOW)
    assert at_once
    expected = _without_keys(desk.standing())
    undoing.undo(decision=at_once, decided_by=planner, now=NOW)
    assert desk.standing() == before
    job = done(asked(desk, planner, wish, seen=9))
    assert (job.state, job.percent, job.error) == (Job.State.DONE, 100, "")
    assert _without_keys(desk.standing()) == expected
    decision = PlannerDecision.objects.get(number=job.result["decision"])
    undoing.undo(decision=decision, decided_by=planner, now=NOW)
    assert desk.standing() == before


def _without_keys(standing: Any) -> Any:
    """A new theme has another key each time."""
    places, themes = standing
    known = {theme[0] for theme in themes}
    return [(*row[:2], row[2] if row[2] in known else "new", row[3]) for row in places], themes


def test_what_was_stopped_before_it_was_written_changed_nothing(
    desk: Desk, planner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk.standing()
    waiting = asked(desk, planner, Wish(Act.MOVE, ""))
    jobs.cancel(job=waiting, now=NOW)
    assert done(waiting).state == Job.State.CANCELLED
    running_one = asked(desk, planner, Wish(Act.MOVE, ""), idempotency_key="other")
    seen: list[tuple[str, int]] = []
    at = running.Progress.at

    def stop_while_reading(self: running.Progress, stage: str, percent: int) -> None:
        seen.append((stage, percent))
        jobs.cancel(job=running_one, now=NOW)
        at(self, stage, percent)

    monkeypatch.setattr(running.Progress, "at", stop_while_reading)
    assert done(running_one).state == Job.State.CANCELLED
    assert seen == [(at_length.READING, 0)]
    assert (desk.standing(), PlannerDecision.objects.count()) == (before, 0)


def test_a_worker_that_dies_after_the_decision_leaves_nothing_to_do_twice(
    desk: Desk, planner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Splitting off twice would make two themes."""
    job = asked(desk, planner, Wish(Act.SPLIT, "新しい論点"))
    with monkeypatch.context() as dying:
        dying.setattr(running, "_finish", lambda *_args, **_fields: None)
        run_job(job)
    Job.objects.filter(pk=job.pk).update(lease_until=NOW - timedelta(hours=1))
    jobs.rescue(now=NOW)
    assert done(job).state == Job.State.DONE
    assert job.result["opinions"] == len(desk.opinions)
    assert Theme.objects.filter(staff_label="新しい論点").count() == 1
    assert PlannerDecision.objects.count() == 1


def test_a_worker_that_dies_while_it_decides_leaves_nothing_half_done(
    desk: Desk, planner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk.standing()
    job = asked(desk, planner, Wish(Act.SPLIT, "新しい論点"))

    def dies(*_args: object) -> None:
        raise running.LeaseLost

    with monkeypatch.context() as dying:
        dying.setattr(running.Progress, "keep", dies)
        run_job(job)
    assert (desk.standing(), PlannerDecision.objects.count()) == (before, 0)
    Job.objects.filter(pk=job.pk).update(lease_until=NOW - timedelta(hours=1))
    jobs.rescue(now=NOW)
    assert done(job).state == Job.State.DONE
    assert PlannerDecision.objects.count() == 1


def test_what_a_colleague_decided_before_is_said_at_once(desk: Desk, planner: User, colleague: User) -> None:
    opinions.move(opinions=desk.opinions[:1], theme=None, decided_by=colleague, now=NOW)
    with pytest.raises(ChangedSinceError):
        asked(desk, planner, Wish(Act.MOVE, str(desk.themes[0].stable_id)))
    office = signed_in(planner)
    sent = {
        "scope": "all",
        "act": "move",
        "confirmed": "1",
        "theme": str(desk.themes[0].stable_id),
        "form_key": "k" * 32,
    }
    refused = office.post(DECIDE, sent | {"seen": "0"})
    assert refused.status_code == 409
    assert not Job.objects.filter(kind=Job.Kind.DECISION).exists()
    assert office.post(DECIDE, sent | {"seen": "1"}).status_code == 302
    assert done(Job.objects.get(kind=Job.Kind.DECISION)).state == Job.State.DONE


def _colleague_decides(desk: Desk, planner: User) -> str:
    other = factories.user(Role.PLANNER)
    opinions.move(opinions=desk.opinions[:1], theme=None, decided_by=other, now=NOW)
    return at_length.CHANGED


def _theme_is_merged(desk: Desk, planner: User) -> str:
    themes.merge(theme=desk.themes[2], into=desk.themes[1], decided_by=planner, now=NOW)
    return at_length.MERGED


def _right_is_lost(desk: Desk, planner: User) -> str:
    RoleGrant.objects.filter(user=planner).delete()
    return at_length.MAY_NOT


def _opinions_are_gone(desk: Desk, planner: User) -> str:
    for opinion in desk.opinions:
        type(opinion).objects.filter(pk=opinion.pk).update(published_at=None)
    return at_length.GONE


@pytest.mark.parametrize(
    "meanwhile", [_colleague_decides, _theme_is_merged, _right_is_lost, _opinions_are_gone]
)
def test_what_happened_while_it_waited_stops_it_in_words_and_nothing_is_changed(
    desk: Desk, planner: User, meanwhile: Any
) -> None:
    job = asked(desk, planner, Wish(Act.MOVE, str(desk.themes[2].stable_id)))
    said = meanwhile(desk, planner)
    before = desk.standing()
    assert done(job).state == Job.State.FAILED
    assert job.error == said
    assert desk.standing() == before
    office: Client = signed_in(factories.user(Role.PLANNER))
    page = text(office.get(f"/staff/jobs/{job.pk}/"))
    assert said.split(".")[0] in page
    assert f"/staff/jobs/{job.pk}/retry/" not in page, "trying the same again would end the same"
    assert f'href="{BACK}"' in page


def test_who_may_not_decide_may_not_stop_it(desk: Desk, planner: User, moderator: User) -> None:
    job = asked(desk, planner, Wish(Act.MOVE, ""))
    assert signed_in(moderator).post(f"/staff/jobs/{job.pk}/cancel/").status_code == 403
    assert signed_in(planner).post(f"/staff/jobs/{job.pk}/cancel/").status_code == 302
