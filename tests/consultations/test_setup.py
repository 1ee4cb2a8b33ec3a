"""Planners settle the rules and give more time, with a reason that everybody reads."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.policy import Role
from consultations.models import Consultation, Extension, News, Phase
from consultations.services import consultations
from consultations.services.consultations import NotOpen, Participation
from consultations.services.setup import rules as setup
from consultations.services.setup.rules import OverAlready, Rules
from tests import factories
from tests.consultations.conftest import signed_in
from tests.factories import DAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
URL = "/staff/consultations/waterfront"


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


@pytest.fixture
def planner() -> User:
    return factories.user(Role.PLANNER)


def phases(consultation: Consultation) -> list[Phase]:
    return list(Phase.objects.filter(consultation=consultation))


def sent(day: str, hour: str = "17:00", reason: str = "台風のため") -> dict[str, str]:
    return {"day": day, "hour": hour, "reason": reason}


def test_an_extension_moves_the_deadline_exactly_and_says_why(
    client: Client, consultation: Consultation, planner: User, clock: time_machine.Traveller
) -> None:
    before = phases(consultation)[0].ends_at
    answer = signed_in(planner).post(f"{URL}/extend/", sent("2026-12-05", "12:30"))
    assert answer.status_code == 302
    collect, review, _result = phases(consultation)
    assert collect.ends_at.isoformat() == "2026-12-05T03:30:00+00:00"
    assert review.starts_at == collect.ends_at
    page = client.get("/consultations/waterfront/").content.decode()
    assert "台風のため" in page
    assert Extension.objects.get().ended_at == before
    assert News.objects.get().kind == News.Kind.EXTENDED
    assert AuditEvent.objects.get().action == "consultation.extend"
    fresh = Consultation.objects.get(pk=consultation.pk)
    consultations.require_open(
        consultation=fresh, what=Participation.COMMENTS, now=collect.ends_at - timedelta(seconds=1)
    )
    with pytest.raises(NotOpen):
        consultations.require_open(consultation=fresh, what=Participation.COMMENTS, now=collect.ends_at)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (sent("2026-11-21"), "今の締切より後"),
        (sent("2029-01-01"), "次の段階"),
        (sent(""), "日を選んでください"),
        (sent("2026-12-05", "25:00"), "時刻を選んでください"),
        (sent("2026-12-05", reason=""), "理由を書いてください"),
    ],
)
def test_an_extension_that_cannot_be_is_refused_in_words(
    consultation: Consultation, planner: User, data: dict[str, str], said: str
) -> None:
    before = [phase.ends_at for phase in phases(consultation)]
    answer = signed_in(planner).post(f"{URL}/extend/", data)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert [phase.ends_at for phase in phases(consultation)] == before
    assert not Extension.objects.exists()


def test_an_extension_beyond_the_day_of_the_answers_says_so(
    consultation: Consultation, planner: User
) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(answers_by="2026-12-04")
    client = signed_in(planner)
    for day, is_said in (("2026-12-04", False), ("2026-12-05", True)):
        page = client.post(f"{URL}/extend/", sent(day), follow=True).content.decode()
        assert ("新しい締切より前になっています" in page) == is_said


def test_what_closed_on_time_stays_closed(planner: User) -> None:
    closed = factories.closed_consultation()
    with pytest.raises(OverAlready):
        setup.extend(phase=phases(closed)[0], ends_at=NOW + DAY, reason="x", planner=planner, now=NOW)


def test_the_limit_of_supports_is_set_and_taken_away(consultation: Consultation, planner: User) -> None:
    client = signed_in(planner)
    for written, kept in (("3", 3), ("", None)):
        assert client.post(f"{URL}/rules/", {"supports_limit": written}).status_code == 302
        consultation.refresh_from_db()
        assert consultation.supports_limit == kept
    assert client.post(f"{URL}/rules/", {"supports_limit": "0"}).status_code == 422
    assert AuditEvent.objects.count() == 2


def test_a_person_at_the_limit_is_told_how_to_free_a_support(
    consultation: Consultation, planner: User, yui: User
) -> None:
    setup.set_rules(
        consultation=consultation, rules=Rules(supports_limit=1, edit_minutes=None), planner=planner, now=NOW
    )
    client = signed_in(yui)
    first, second = (factories.proposal(consultation) for _ in range(2))
    assert "あと1件支持できます" in client.get(first.get_absolute_url()).content.decode()
    client.post(f"{first.get_absolute_url()}support/", {"wish": "give"})
    answer = client.post(f"{second.get_absolute_url()}support/", {"wish": "give"})
    assert answer.status_code == 409
    assert "1人が支持できる提案は1件まで" in answer.content.decode()
    second.refresh_from_db()
    assert second.supports_count == 0


@pytest.mark.parametrize("page", ["rules", "extend"])
@pytest.mark.parametrize(
    ("role", "status"), [(None, 302), (Role.RESIDENT, 403), (Role.MODERATOR, 403), (Role.PLANNER, 200)]
)
def test_only_planners_settle_anything(
    consultation: Consultation, page: str, role: Role | None, status: int
) -> None:
    person = factories.user(role) if role else None
    assert signed_in(person).get(f"{URL}/{page}/").status_code == status
