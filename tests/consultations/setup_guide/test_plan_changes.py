"""From the draft to the final version: what changed, which opinions led to it, and who is told."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.policy import Role
from consultations.models import (
    ChangeCause,
    Comment,
    Consultation,
    DocumentVersion,
    News,
    Section,
    Theme,
)
from consultations.services.setup import plan_changes, plan_drafts
from consultations.services.setup.plan_changes import Kind, NamedAlready, NoSuchCause, NothingChanged
from consultations.services.setup.plan_drafts import NotAccepted
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.setup_guide.conftest import FINAL, PLAN, queries, store
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DESK = "/staff/consultations/green/plan/changes/"


@pytest.fixture
def comment(published: Consultation, yui: User) -> Comment:
    section = Section.objects.get(number="1.2")
    return factories.comment(section, text="50本では足りません。", author=yui)


@pytest.fixture
def waiting(published: Consultation, comment: Comment, planner: User) -> Consultation:
    """The final version is read in and looked at, not published."""
    store(published, FINAL, planner)
    return published


def name(consultation: Consultation, planner: User, key: str, cause: Any) -> ChangeCause:
    return plan_changes.name_cause(
        consultation=consultation,
        key=key,
        cause=cause,
        reason="本数を増やしました。",
        planner=planner,
        now=NOW,
    )


def publish(consultation: Consultation, planner: User) -> None:
    plan_drafts.publish(draft=consultation.plan_draft, planner=planner, now=NOW)


def kinds(changes: list[plan_changes.SectionChange]) -> list[tuple[str, Kind]]:
    return [(change.number, change.kind) for change in changes]


DIFFERENCES = [
    ("1.1", Kind.SAME),
    ("1.2", Kind.CHANGED),
    ("1.3", Kind.CHANGED),
]


def test_sections_are_known_again_and_their_differences_said(waiting: Consultation) -> None:
    assert kinds(plan_changes.of_draft(waiting.plan_draft)) == DIFFERENCES


@pytest.mark.parametrize(
    ("final", "found"),
    [
        (PLAN, [("1.1", Kind.SAME), ("1.2", Kind.SAME), ("1.3", Kind.SAME)]),
        (
            PLAN.replace("## 1.3 費用", "## 1.4 費用").replace(
                "## 1.2 取組み", "## 1.2 方針\n\n助けあう。\n\n## 1.3 取組み"
            ),
            [("1.1", Kind.SAME), ("1.2", Kind.ADDED), ("1.3", Kind.RENUMBERED), ("1.4", Kind.RENUMBERED)],
        ),
        (
            "## 1.1 背景\n\n木陰が少ない。\n",
            [("1.1", Kind.SAME), ("1.2", Kind.REMOVED), ("1.3", Kind.REMOVED)],
        ),
    ],
)
def test_a_section_keeps_its_identity_by_its_title_before_its_number(
    published: Consultation, planner: User, final: str, found: list[tuple[str, Kind]]
) -> None:
    store(published, final, planner)
    assert kinds(plan_changes.of_draft(published.plan_draft)) == found


def test_what_was_taken_out_is_told_apart_from_what_has_its_number_now(
    desk: Client, client: Client, published: Consultation, comment: Comment, planner: User
) -> None:
    moved_up = PLAN.replace("## 1.2 取組み\n\n木を50本植える。\n\n", "").replace("1.3 費用", "1.2 費用")
    store(published, moved_up, planner)
    assert f"{DESK}1.2-gone/" in desk.get(DESK).content.decode()
    assert "取組み" in desk.get(f"{DESK}1.2-gone/").content.decode()
    assert "費用" in desk.get(f"{DESK}1.2/").content.decode()
    cause = name(published, planner, "1.2-gone", comment.opinion)
    publish(published, planner)
    cause.refresh_from_db()
    assert cause.section == comment.thread.section
    page = client.get("/consultations/green/changes/").content.decode()
    taken_out = page[page.index('id="change-1-2-removed"') :]
    assert "本数を増やしました。" in taken_out
    assert page.count("本数を増やしました。") == 1


def test_nothing_of_the_next_version_is_public_before_it_is_published(
    client: Client, waiting: Consultation, planner: User, comment: Comment
) -> None:
    name(waiting, planner, "1.2", comment.opinion)
    assert client.get("/consultations/green/changes/").status_code == 404
    for address in (
        "/consultations/green/",
        "/consultations/green/sections/1.2/",
        f"/opinions/{comment.opinion.receipt}/history/",
    ):
        page = client.get(address).content.decode()
        assert "100本" not in page
        assert "本数を増やしました" not in page


def test_the_published_changes_name_words_and_causes(
    client: Client, waiting: Consultation, planner: User, comment: Comment
) -> None:
    name(waiting, planner, "1.2", comment.opinion)
    publish(waiting, planner)
    page = client.get("/consultations/green/changes/").content.decode()
    assert "3項目のうち2項目が変わりました" in page
    assert "<del>" in page
    assert "<ins>" in page
    assert "本数を増やしました。" in page
    assert comment.opinion.receipt in page
    assert "計画のどこが変わったか" in client.get("/consultations/green/").content.decode()
    assert News.objects.get(kind=News.Kind.PLAN_CHANGED).details["label"] == "最終案"
    assert {"plan.cause", "plan.publish"} <= set(AuditEvent.objects.values_list("action", flat=True))


def test_the_opinion_and_its_author_are_told_what_it_led_to(
    client: Client, waiting: Consultation, planner: User, comment: Comment, yui: User
) -> None:
    name(waiting, planner, "1.2", comment.opinion)
    publish(waiting, planner)
    said = "項目1.2の修正につながりました"
    receipt = comment.opinion.receipt
    for address in (
        f"/opinions/{receipt}/history/",
        f"/opinions/{receipt}/revisions/1/",
        "/consultations/green/sections/1.2/",
    ):
        assert said in client.get(address).content.decode(), address
    assert said in signed_in(yui).get("/my/opinions/").content.decode()


def test_comments_stay_with_their_sections_through_new_numbers(
    client: Client, published: Consultation, planner: User, comment: Comment
) -> None:
    store(published, PLAN.replace("## 1.2 ", "## 2.1 "), planner)
    publish(published, planner)
    page = client.get("/consultations/green/sections/2.1/").content.decode()
    assert "50本では足りません" in page
    assert client.get("/consultations/green/sections/1.2/").status_code == 404


def test_a_section_that_was_taken_out_stays_readable_with_its_comments(
    client: Client, published: Consultation, planner: User, comment: Comment
) -> None:
    store(published, "## 1.1 背景\n\n木陰が少ない。\n", planner)
    publish(published, planner)
    answer = client.get(f"/comments/{comment.pk}/", follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "この項目は計画からなくなりました" in page
    assert "50本では足りません" in page


def test_numbers_that_change_places_do_not_collide(published: Consultation, planner: User) -> None:
    swapped = PLAN.replace("1.2 取組み", "x").replace("1.3 費用", "1.2 費用").replace("## x", "## 1.3 取組み")
    store(published, swapped, planner)
    publish(published, planner)
    texts = DocumentVersion.objects.latest("number").texts.select_related("section")
    assert {text.title: text.section.number for text in texts} == {
        "背景": "1.1",
        "費用": "1.2",
        "取組み": "1.3",
    }


def test_a_third_version_goes_on_from_the_second(published: Consultation, planner: User) -> None:
    for number, text in ((2, FINAL), (3, PLAN)):
        store(published, text, planner)
        publish(published, planner)
        assert DocumentVersion.objects.latest("number").number == number


def test_an_unread_draft_is_not_published(published: Consultation, planner: User) -> None:
    draft = plan_drafts.keep_text(consultation=published, text=FINAL, label="", planner=planner, now=NOW)
    with pytest.raises(NotAccepted):
        plan_drafts.publish(draft=draft, planner=planner, now=NOW)


def test_causes_are_opinions_or_themes_of_this_consultation_and_changed_sections(
    waiting: Consultation, planner: User, comment: Comment
) -> None:
    elsewhere = factories.comment(factories.consultation())
    theme = Theme.objects.create(consultation=waiting, staff_label="木の本数", created_at=NOW)
    name(waiting, planner, "1.2", comment.opinion)
    name(waiting, planner, "1.2", theme)
    for number, cause, refusal in (
        ("1.1", comment.opinion, NothingChanged),
        ("9", comment.opinion, NothingChanged),
        ("1.2", elsewhere.opinion, NoSuchCause),
        ("1.2", comment.opinion, NamedAlready),
    ):
        with pytest.raises(refusal):
            name(waiting, planner, number, cause)
    publish(waiting, planner)
    assert ChangeCause.objects.published().count() == 2
    assert Section.objects.get(number="1.2").causes.count() == 2


def test_a_planner_picks_a_comment_and_takes_it_back(
    desk: Client, waiting: Consultation, comment: Comment
) -> None:
    receipt = comment.opinion.receipt
    assert "50本では足りません" in desk.get(f"{DESK}1.2/").content.decode()
    assert receipt in desk.get(f"{DESK}1.2/?receipt={receipt}").content.decode()
    assert desk.post(f"{DESK}1.2/", {"receipt": "どれか", "reason": "x"}).status_code == 422
    assert desk.post(f"{DESK}1.2/", {"receipt": receipt, "reason": ""}).status_code == 422
    assert desk.post(f"{DESK}1.2/", {"reason": "x"}).status_code == 422
    assert desk.get(f"{DESK}1.1/").status_code == 404
    assert desk.post(f"{DESK}1.2/", {"receipt": receipt.lower(), "reason": "増やしました"}).status_code == 302
    assert "増やしました" in desk.get(DESK).content.decode()
    cause = ChangeCause.objects.get()
    desk.post(f"/staff/consultations/green/plan/causes/{cause.pk}/remove/")
    assert not ChangeCause.objects.exists()


def test_the_planner_publishes_from_the_page_of_changes(desk: Client, waiting: Consultation) -> None:
    assert desk.post(DESK).headers["location"] == "/consultations/green/changes/"
    assert DocumentVersion.objects.count() == 2


def test_the_page_of_changes_takes_the_same_queries_with_many_causes(
    client: Client, waiting: Consultation, planner: User
) -> None:
    counts = []
    publish(waiting, planner)
    for many in (1, 12):
        for _ in range(many):
            name(waiting, planner, "1.2", factories.comment(Section.objects.get(number="1.2")).opinion)
        counts.append(queries(client, "/consultations/green/changes/"))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("role", "status"), [(None, 302), (Role.RESIDENT, 403), (Role.MODERATOR, 403), (Role.PLANNER, 200)]
)
def test_only_planners_say_what_led_to_changes(waiting: Consultation, role: Role | None, status: int) -> None:
    person = factories.user(role) if role else None
    for address in (DESK, f"{DESK}1.2/"):
        assert signed_in(person).get(address).status_code == status
