"""From the kind to the publication: one step a page, nothing lost on the way, nothing public too early."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.policy import Role
from consultations.models import Consultation, Phase, PreviewLink
from consultations.services.setup import guiding, phases
from consultations.services.setup.guiding import InUse, NotReady
from consultations.services.setup.phases import DatesClash, PlannedPhase, PublishedAlready
from tests import factories
from tests.consultations.conftest import signed_in
from tests.factories import DAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
URL = "/staff/consultations/green/setup"


def phase_fields(*rows: tuple[str, str, str, str]) -> dict[str, Any]:
    """Kind, name, beginning and end of each."""
    sent: dict[str, Any] = {"rows": str(max(3, len(rows)))}
    for row, (kind, name, starts, ends) in enumerate(rows):
        sent |= {f"kind_{row}": kind, f"name_{row}": name, f"starts_{row}": starts, f"ends_{row}": ends}
    return sent | {"allows_0": ["comments"]}


COLLECT = ("collect", "受付", "2026-12-01T09:00", "2026-12-31T17:00")
REVIEW = ("review", "検討", "2026-12-31T17:00", "2027-01-31T17:00")


def test_the_kind_comes_first_and_leads_to_what_to_begin_with(desk: Client) -> None:
    assert desk.post("/staff/consultations/new/", {}).status_code == 422
    answer = desk.post("/staff/consultations/new/", {"kind": "idea_collection"})
    assert answer.headers["location"] == "/staff/consultations/new/idea_collection/"
    assert desk.get("/staff/consultations/new/nonsense/").status_code == 404
    page = desk.get("/staff/consultations/new/idea_collection/").content.decode()
    assert "公園や広場のアイデア募集" in page
    assert "計画（素案）へのパブリックコメント" not in page


def test_empty_fields_begin_an_unpublished_consultation(desk: Client, client: Client) -> None:
    answer = desk.post("/staff/consultations/new/question/", {"source": "empty"})
    made = Consultation.objects.get()
    assert answer.headers["location"] == f"/staff/consultations/{made.slug}/setup/question/"
    assert (made.kind, made.published_at) == ("question", None)
    assert client.get(f"/consultations/{made.slug}/").status_code == 404
    assert made.slug in desk.get("/staff/consultations/").content.decode()
    assert AuditEvent.objects.get().action == "consultation.start"


def test_each_step_keeps_what_was_written_and_leads_on(desk: Client, begun: Consultation) -> None:
    sent = {"question": "木陰は足りていますか。", "title": "みどりの計画", "slug": "green", "wish": "next"}
    answer = desk.post(f"{URL}/question/", sent)
    assert answer.headers["location"] == f"{URL}/background/"
    begun.refresh_from_db()
    assert begun.question == "木陰は足りていますか。"
    assert "みどりの計画" in desk.get(f"{URL}/background/").content.decode()


def test_a_new_address_moves_the_guide_with_it(desk: Client, begun: Consultation) -> None:
    sent = {"question": "どうですか。", "title": "題", "slug": "greener", "wish": "next"}
    answer = desk.post(f"{URL}/question/", sent)
    assert answer.headers["location"] == "/staff/consultations/greener/setup/background/"


@pytest.mark.parametrize("slug", ["new", "taken", "日本語", ""])
def test_an_address_that_cannot_be_is_refused(desk: Client, begun: Consultation, slug: str) -> None:
    factories.consultation(slug="taken")
    answer = desk.post(f"{URL}/question/", {"question": "か。", "title": "題", "slug": slug, "wish": "next"})
    assert answer.status_code == 422


def test_going_back_keeps_what_is_written_and_asks_for_nothing(desk: Client, begun: Consultation) -> None:
    sent = {"summary": "新しい説明。", "background": "", "wish": "back"}
    answer = desk.post(f"{URL}/background/", sent)
    assert answer.headers["location"] == f"{URL}/question/"
    begun.refresh_from_db()
    assert begun.summary == "新しい説明。"
    assert begun.background.startswith("今の計画は")


def test_going_back_with_words_that_are_too_long_loses_nothing(desk: Client, begun: Consultation) -> None:
    answer = desk.post(f"{URL}/background/", {"summary": "長" * 401, "wish": "back"})
    assert answer.status_code == 422
    assert "長" * 401 in answer.content.decode()


def test_going_on_asks_for_what_is_missing(desk: Client, begun: Consultation) -> None:
    answer = desk.post(f"{URL}/decision/", {"deciding": "", "wish": "next"})
    assert answer.status_code == 422
    assert "何を決めるのかを書いてください" in answer.content.decode()


def test_phases_are_kept_to_the_minute_in_japan_time(desk: Client, begun: Consultation) -> None:
    sent = phase_fields(
        ("collect", "受付", "2026-12-01T09:05", "2026-12-31T17:30"),
        (*REVIEW[:2], "2026-12-31T17:30", "2027-01-31T17:00"),
    )
    answer = desk.post(f"{URL}/phases/", sent | {"wish": "next"})
    assert answer.headers["location"] == f"{URL}/sorting/"
    collect, review = begun.phases.all()
    assert collect.starts_at.isoformat() == "2026-12-01T00:05:00+00:00"
    assert (collect.allows_comments, review.allows_comments) == (True, False)
    assert collect.ends_at == review.starts_at


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("collect", "受付", "2026-12-31T17:00", "2026-12-01T09:00")], "終わりは始まりより後"),
        (
            [COLLECT, ("review", "検討", "2026-12-31T16:59", "2027-01-31T17:00")],
            "「受付」が終わる（2026-12-31 17:00）前",
        ),
        ([COLLECT, ("review", "検討", "2026-11-01T09:00", "2026-12-01T09:01")], "段階は重ねられません"),
        ([("collect", "受付", "きのう", "2026-12-01T09:00")], "2026-11-20 17:00 のように"),
        ([("collect", "", "2026-12-01T09:00", "2026-12-02T09:00")], "段階の名前を書いてください"),
        ([("collect", "受付", "2026-12-01T09:00", "")], "段階が終わる日時"),
    ],
)
def test_dates_that_cannot_be_are_refused_in_words(
    desk: Client, begun: Consultation, rows: list[tuple[str, str, str, str]], said: str
) -> None:
    before = list(begun.phases.values_list("starts_at", "ends_at"))
    answer = desk.post(f"{URL}/phases/", phase_fields(*rows) | {"wish": "next"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert list(begun.phases.values_list("starts_at", "ends_at")) == before


def test_another_phase_is_added_without_losing_what_was_written(desk: Client, begun: Consultation) -> None:
    answer = desk.post(f"{URL}/phases/", phase_fields(COLLECT, REVIEW, REVIEW) | {"wish": "more"})
    page = answer.content.decode()
    assert "name_3" in page
    assert 'value="2026-12-31T17:00"' in page


def test_the_service_refuses_overlaps_whatever_the_form_did(begun: Consultation, planner: User) -> None:
    both = [PlannedPhase("collect", name, NOW + DAY, NOW + 3 * DAY) for name in ("一", "二")]
    with pytest.raises(DatesClash):
        phases.replace(consultation=begun, planned=both, planner=planner, now=NOW)
    assert Phase.objects.filter(consultation=begun).count() == 3


def test_the_check_page_says_what_is_missing_and_publishes_nothing(desk: Client, begun: Consultation) -> None:
    page = desk.get(f"{URL}/check/").content.decode()
    assert "担当課がありません" in page
    assert "計画案がありません" in page
    assert "意見募集を公開</button>" not in page
    assert desk.post(f"{URL}/check/").status_code == 302
    begun.refresh_from_db()
    assert begun.published_at is None


def test_a_complete_consultation_is_published_with_one_press(
    desk: Client, client: Client, complete: Consultation
) -> None:
    assert desk.post(f"{URL}/check/").status_code == 302
    page = client.get("/consultations/green/").content.decode()
    for words in ("背景", "何を、だれが決めるか", "市の考え方を公表する期限", "取組み"):
        assert words in page
    assert AuditEvent.objects.filter(action="consultation.publish").exists()
    assert desk.get(f"{URL}/question/").headers["location"] == "/staff/consultations/green/correct/"


@pytest.mark.parametrize(
    ("change", "step"),
    [
        ({"question": ""}, "question"),
        ({"background": ""}, "background"),
        ({"deciding": ""}, "decision"),
        ({"answers_by": None}, "afterwards"),
        ({"answers_by": NOW.date()}, "afterwards"),
    ],
)
def test_nothing_is_published_without_what_residents_need_to_know(
    complete: Consultation, planner: User, change: dict[str, Any], step: str
) -> None:
    Consultation.objects.filter(pk=complete.pk).update(**change)
    with pytest.raises(NotReady) as refusal:
        guiding.publish(consultation=complete, planner=planner, now=NOW)
    assert [one.step for one in refusal.value.missing] == [step]


def test_dates_are_on_record_once_for_each_change(desk: Client, begun: Consultation) -> None:
    sent = phase_fields(COLLECT, REVIEW) | {"wish": "next"}
    for _ in range(2):
        desk.post(f"{URL}/phases/", sent)
    events = AuditEvent.objects.filter(action="consultation.phases").order_by("pk")
    assert len(events) == 2
    assert "2026-12-31T17:00:00+09:00" in str(events[1].details)


def test_no_more_phases_are_offered_than_are_kept(desk: Client, begun: Consultation) -> None:
    page = desk.post(f"{URL}/phases/", phase_fields(*[COLLECT] * 7) | {"wish": "more"}).content.decode()
    assert "name_7" in page
    assert "段階を加える" not in page


def test_a_collection_that_is_over_is_not_published(complete: Consultation, planner: User) -> None:
    with pytest.raises(NotReady):
        guiding.publish(consultation=complete, planner=planner, now=NOW + 60 * DAY)


def test_after_publication_question_and_dates_stand(published: Consultation, planner: User) -> None:
    with pytest.raises(PublishedAlready):
        guiding.save(consultation=published, columns={"question": "別の問い"}, planner=planner)
    with pytest.raises(PublishedAlready):
        phases.replace(consultation=published, planned=[], planner=planner, now=NOW)


def corrected(**changes: str) -> dict[str, str]:
    return {
        "summary": "説明",
        "background": "背景",
        "deciding": "市長が決めます。",
        "what_happens_next": "公表します。",
        "answers_by": "2027-03-31",
        "department": "公園緑地課",
        "contact": "",
        "note": "問い合わせ先を新しい課に直しました。",
    } | changes


def test_a_correction_is_public_with_its_note_and_on_record(
    desk: Client, client: Client, published: Consultation
) -> None:
    assert desk.post("/staff/consultations/green/correct/", corrected(note="")).status_code == 422
    assert desk.post("/staff/consultations/green/correct/", corrected(question="別の問い")).status_code == 302
    page = client.get("/consultations/green/").content.decode()
    assert "問い合わせ先を新しい課に直しました。" in page
    assert "公園緑地課" in page
    published.refresh_from_db()
    assert published.question != "別の問い"
    event = AuditEvent.objects.get(action="consultation.correct")
    assert "department" in event.details["changed"]
    assert published.corrections.get().before["department"] == "政策推進部 デジタル推進課"


def test_a_correction_that_changes_nothing_leaves_no_note(desk: Client, published: Consultation) -> None:
    for _ in range(2):
        desk.post("/staff/consultations/green/correct/", corrected())
    assert published.corrections.count() == 1


def test_an_unpublished_consultation_is_thrown_away_after_asking(
    desk: Client, complete: Consultation
) -> None:
    assert desk.get("/staff/consultations/green/discard/").status_code == 200
    assert Consultation.objects.filter(slug="green").exists()
    desk.post("/staff/consultations/green/discard/")
    assert not Consultation.objects.filter(slug="green").exists()
    assert not PreviewLink.objects.exists()
    assert AuditEvent.objects.get(action="consultation.discard").details["title"]


def test_what_holds_opinions_is_not_thrown_away(complete: Consultation, planner: User) -> None:
    factories.submission(complete)
    with pytest.raises(InUse):
        guiding.discard(consultation=complete, planner=planner, now=NOW)


@pytest.mark.parametrize(
    "page",
    [
        "new/",
        "new/question/",
        "templates/",
        "green/setup/question/",
        "green/setup/check/",
        "green/plan/",
        "green/preview/",
        "green/template/",
        "green/discard/",
    ],
)
@pytest.mark.parametrize(
    ("role", "status"), [(None, 302), (Role.RESIDENT, 403), (Role.MODERATOR, 403), (Role.PLANNER, 200)]
)
def test_only_planners_set_up(begun: Consultation, page: str, role: Role | None, status: int) -> None:
    person = factories.user(role) if role else None
    assert signed_in(person).get(f"/staff/consultations/{page}").status_code == status
