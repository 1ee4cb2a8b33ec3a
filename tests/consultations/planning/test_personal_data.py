"""Personal data in opinions: found by a worker, decided by planners, covered wherever the public reads."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from consultations.models import AnalysisRun, PersonalFinding
from consultations.services.planning import personal_data
from tests import factories
from tests.consultations.answering import material as answers
from tests.consultations.conftest import signed_in
from tests.consultations.planning import findings
from tests.consultations.planning.material import text
from tests.factories import NOW

pytestmark = pytest.mark.django_db

NAME, PHONE = "山本花子", "090-1234-5678"
SAID = f"バスの本数を増やしてほしいです。氏名：{NAME}　電話番号：{PHONE}"
URL = "/staff/consultations/plan/personal-data/"
Reason = PersonalFinding.Reason


@pytest.fixture(autouse=True)
def _files(private_files: None) -> None:
    cache.clear()


@pytest.fixture
def run(planner: User) -> AnalysisRun:
    """A theme with one opinion that names its author, quoted whole, and one that names nobody."""
    consultation = factories.closed_consultation(slug="plan")
    said = factories.submission(consultation, text=SAID, title="意見")
    other = factories.submission(consultation, text="バス停に屋根がほしいです。")
    return answers.run_of(consultation, {"バス": [said.opinion, other.opinion]})


@pytest.fixture
def found(run: AnalysisRun) -> dict[str, PersonalFinding]:
    assert personal_data.look(now=NOW) == 2
    return {one.kind: one for one in PersonalFinding.objects.all()}


def decide(run: AnalysisRun, person: User, **sent: Any) -> int:
    return signed_in(person).post(f"{URL}decide/", sent).status_code


def test_a_worker_finds_names_and_numbers_once(found: dict[str, PersonalFinding]) -> None:
    words = {SAID[one.start : one.end] for one in found.values()}
    assert words == {NAME, PHONE}
    assert personal_data.look(now=NOW) == 0
    assert PersonalFinding.objects.count() == 2


def test_a_very_long_opinion_is_looked_through_to_its_end() -> None:
    consultation = factories.closed_consultation(slug="plan")
    long = "バスを増やしてください。" * 700 + f"氏名：{NAME}。"
    said = factories.submission(consultation, text=long).opinion
    answers.run_of(consultation, {"バス": [said]})
    personal_data.look(now=NOW)
    [one] = PersonalFinding.objects.all()
    assert long[one.start : one.end] == NAME


def test_what_is_hidden_by_a_moderator_is_not_looked_through(run: AnalysisRun) -> None:
    run.consultation.opinions.update(hidden_at=NOW)
    assert personal_data.look(now=NOW) == 0


def test_a_planner_sees_the_words_in_their_sentence(
    run: AnalysisRun, found: dict[str, PersonalFinding], planner: User
) -> None:
    page = text(signed_in(planner).get(URL))
    assert f"氏名：<mark>{NAME}</mark>" in page
    assert f"<mark>{PHONE}</mark>" in page
    assert "バス停に屋根" not in page


def test_who_may_read_and_who_may_decide(
    run: AnalysisRun, found: dict[str, PersonalFinding], planner: User, moderator: User, yui: User
) -> None:
    key = found["name"].pk
    assert signed_in(planner).get(URL).status_code == 200
    reads = signed_in(moderator).get(URL)
    assert reads.status_code == 200
    assert "/personal-data/decide/" not in text(reads)
    assert signed_in(yui).get(URL).status_code == 403
    assert signed_in(None).get(URL).status_code == 302
    for person in (moderator, yui):
        assert decide(run, person, finding=key, act="hide") == 403
        with pytest.raises(PermissionDenied):
            personal_data.hide(consultation=run.consultation, findings=[key], by=person, now=NOW)
    assert PersonalFinding.objects.undecided().count() == 2


def test_hiding_leaving_and_undoing_are_recorded(
    run: AnalysisRun, found: dict[str, PersonalFinding], planner: User
) -> None:
    name, phone = found["name"].pk, found["phone"].pk
    assert decide(run, planner, finding=name, act="hide") == 302
    assert decide(run, planner, finding=phone, act="show", reason="business") == 302
    assert PersonalFinding.objects.get(pk=name).decision == "hide"
    assert PersonalFinding.objects.get(pk=phone).reason == "business"
    assert decide(run, planner, finding=phone, act="undo") == 302
    assert PersonalFinding.objects.get(pk=phone).decision == ""
    actions = AuditEvent.objects.filter(action__startswith="personal_data.").order_by("pk")
    assert [event.action.rpartition(".")[2] for event in actions] == ["hide", "show", "undo"]


def test_leaving_words_needs_a_reason(
    run: AnalysisRun, found: dict[str, PersonalFinding], planner: User
) -> None:
    key = found["name"].pk
    assert decide(run, planner, finding=key, act="show") == 422
    assert decide(run, planner, finding=key, act="show", reason="whim") == 422
    assert decide(run, planner, act="hide") == 422
    assert decide(run, planner, finding="x\x00", act="hide") == 422
    assert PersonalFinding.objects.undecided().count() == 2


def test_the_first_of_two_decisions_stands(
    run: AnalysisRun, found: dict[str, PersonalFinding], planner: User
) -> None:
    common: dict[str, Any] = {
        "consultation": run.consultation,
        "findings": [found["name"].pk],
        "by": planner,
        "now": NOW,
    }
    assert personal_data.hide(**common) == 1
    assert personal_data.hide(**common) == 0
    assert personal_data.show(**common, reason=Reason.OFFICE) == 0
    assert PersonalFinding.objects.get(pk=found["name"].pk).decision == "hide"
    assert AuditEvent.objects.filter(action__startswith="personal_data.").count() == 1


def test_a_finding_of_another_consultation_is_not_touched(
    found: dict[str, PersonalFinding], planner: User
) -> None:
    elsewhere = factories.consultation()
    keys = [one.pk for one in found.values()]
    assert personal_data.hide(consultation=elsewhere, findings=keys, by=planner, now=NOW) == 0


def test_the_list_takes_the_same_queries_for_many_opinions(
    run: AnalysisRun, found: dict[str, PersonalFinding], planner: User
) -> None:
    client = signed_in(planner)
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    for number in range(30):
        findings.member(run, text=f"{number}件目です。氏名：{NAME}、電話番号：{PHONE}")
    personal_data.look(now=NOW)
    with CaptureQueriesContext(connection) as many:
        assert text(client.get(URL)).count("<mark>") == 40
    assert len(many) == len(few)
