"""The city answers in a discussion, and everybody sees that it is the city."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import AuditEvent, User
from consultations.models import Comment, Consultation, News
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.discussion.material import address, posted, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DEPARTMENT = "政策推進部 デジタル推進課"


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


def as_city(**more: str) -> dict[str, str]:
    return posted("木陰は来年度に増やす予定です。", as_city="on", department=DEPARTMENT, **more)


def test_a_planner_writes_as_the_city(consultation: Consultation, planner: User, yui: User) -> None:
    said = factories.comment(consultation, author=yui)
    path = address(consultation.thread, f"?parent={said.pk}")
    client = signed_in(planner)
    assert client.get(path).context["form"]["department"].value() == DEPARTMENT
    assert client.post(path, as_city(stance="agree")).status_code == 302
    reply = Comment.objects.get(parent=said)
    assert reply.speaks_for == DEPARTMENT
    assert reply.opinion.byline == f"汐見市 {DEPARTMENT}"
    assert reply.opinion.stance == "", "the city takes no side in its own question"
    event = AuditEvent.objects.get(action="comment.official")
    assert (event.actor, event.subject, event.details) == (
        planner,
        reply.opinion.receipt,
        {"department": DEPARTMENT},
    )
    news = News.objects.get(recipient=yui)
    assert (news.kind, news.opinion) == ("official_answer", reply.opinion)


def test_the_reply_stands_out_and_names_no_official(
    client: Client, consultation: Consultation, planner: User
) -> None:
    write(consultation.thread, planner, "お答えします。", speaks_for=DEPARTMENT)
    page = client.get("/consultations/waterfront/").content.decode()
    assert "of-the-city" in page
    assert "市の担当" in page
    assert f"汐見市 {DEPARTMENT}" in page
    assert str(planner) not in page


def test_a_planner_may_still_write_as_a_person(consultation: Consultation, planner: User) -> None:
    sent = posted("個人として一言。", department=DEPARTMENT)
    assert signed_in(planner).post(address(consultation.thread), sent).status_code == 302
    comment = Comment.objects.get()
    assert (comment.speaks_for, comment.opinion.byline) == ("", str(planner))
    assert not AuditEvent.objects.exists()


def test_the_city_has_a_department(consultation: Consultation, planner: User) -> None:
    answer = signed_in(planner).post(address(consultation.thread), as_city() | {"department": " "})
    assert answer.status_code == 422
    assert "部署" in answer.content.decode()
    assert not Comment.objects.exists()


def test_nobody_else_speaks_for_the_city(consultation: Consultation, yui: User, moderator: User) -> None:
    for person in (yui, moderator):
        with pytest.raises(PermissionDenied):
            write(consultation.thread, person, speaks_for=DEPARTMENT)
        client = signed_in(person)
        assert "as_city" not in client.get(address(consultation.thread)).content.decode()
        sent = as_city(form_key=f"{person.pk}".rjust(24, "k"))
        assert client.post(address(consultation.thread), sent).status_code == 302
    assert not Comment.objects.of_the_city().exists(), "what they sent is their own word"


def test_the_replies_of_the_city_are_one_link_away(
    client: Client, consultation: Consultation, planner: User
) -> None:
    assert "/city/" not in client.get("/consultations/waterfront/").content.decode()
    said = factories.comment(consultation, text="いつ植えますか。")
    reply = write(consultation.thread, planner, "来年度です。", parent=said, speaks_for=DEPARTMENT)
    write(consultation.thread, planner, "まとめてお答えします。", speaks_for=DEPARTMENT)
    page = client.get("/consultations/waterfront/").content.decode()
    assert "市の返信（2件）" in page
    listed = client.get(f"/threads/{consultation.thread.pk}/city/").content.decode()
    assert listed.index("来年度です。") < listed.index("まとめてお答えします。")
    assert f'href="/comments/{reply.pk}/"' in listed
    assert "いつ植えますか。" not in listed


def test_an_unpublished_consultation_shows_no_replies(client: Client) -> None:
    thread = factories.consultation(published_at=None).thread
    assert client.get(f"/threads/{thread.pk}/city/").status_code == 404
