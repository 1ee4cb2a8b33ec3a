"""What is asked about people: free, private, with its reason, and theirs to take back."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.policy import Role
from consultations.models import Consultation, Opinion
from consultations.services.setup import attributes
from consultations.services.setup.attributes import Asked, UnknownChoice
from tests import factories
from tests.consultations.conftest import signed_in
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SET_UP = "/staff/consultations/green/setup/attributes/"


@pytest.fixture
def asking(published: Consultation, planner: User) -> Consultation:
    asked = [Asked("年代", ("20代", "30代", "答えない"), "偏りを見るためです。")]
    attributes.ask(consultation=published, asked=asked, planner=planner, now=NOW)
    return published


@pytest.fixture
def opinion(asking: Consultation, yui: User) -> Opinion:
    return factories.comment(asking, author=yui).opinion


def field(consultation: Consultation) -> str:
    return f"question_{consultation.attribute_questions.get().pk}"


def test_after_sending_people_are_asked_with_the_reason(opinion: Opinion, yui: User) -> None:
    page = signed_in(yui).get(f"/opinions/{opinion.receipt}/receipt/").content.decode()
    assert "偏りを見るためです。" in page
    assert "答えなくてもかまいません" in page


def test_answers_are_kept_changed_and_taken_back(opinion: Opinion, yui: User) -> None:
    Opinion.objects.filter(pk=opinion.pk).update(attributes={"地区": "浜"})
    client, url = signed_in(yui), f"/opinions/{opinion.receipt}/about/"
    for said, kept in (
        ("20代", {"地区": "浜", "年代": "20代"}),
        ("30代", {"地区": "浜", "年代": "30代"}),
        ("", {"地区": "浜"}),
    ):
        assert client.post(url, {field(opinion.consultation): said}).status_code == 302
        opinion.refresh_from_db()
        assert opinion.attributes == kept


def test_an_answer_that_was_not_offered_is_refused(opinion: Opinion, yui: User) -> None:
    answer = signed_in(yui).post(f"/opinions/{opinion.receipt}/about/", {field(opinion.consultation): "90代"})
    assert answer.status_code == 422
    with pytest.raises(UnknownChoice):
        attributes.answer(opinion=opinion, answers={"年代": "90代"}, author=yui)


def test_answers_are_never_shown_with_the_opinion(opinion: Opinion, yui: User, client: Client) -> None:
    attributes.answer(opinion=opinion, answers={"年代": "20代"}, author=yui)
    for who in (client, signed_in(factories.user(Role.MODERATOR))):
        for address in (
            "/consultations/green/",
            f"/opinions/{opinion.receipt}/history/",
            f"/opinions/{opinion.receipt}/revisions/1/",
        ):
            assert "20代" not in who.get(address).content.decode()


def test_only_the_author_answers(opinion: Opinion, kenji: User, planner: User) -> None:
    url = f"/opinions/{opinion.receipt}/about/"
    assert signed_in(None).get(url).status_code == 302
    for person in (kenji, planner):
        assert signed_in(person).get(url).status_code == 403
        assert signed_in(person).post(url, {field(opinion.consultation): "20代"}).status_code == 403


def test_a_consultation_that_asks_nothing_has_no_page_for_it(published: Consultation, yui: User) -> None:
    opinion = factories.comment(published, author=yui).opinion
    assert signed_in(yui).get(f"/opinions/{opinion.receipt}/about/").status_code == 404
    assert (
        "あなたについて" not in signed_in(yui).get(f"/opinions/{opinion.receipt}/receipt/").content.decode()
    )


def row(number: int, label: str, choices: str, reason: str) -> dict[str, str]:
    return {f"label_{number}": label, f"choices_{number}": choices, f"reason_{number}": reason}


def test_a_planner_says_what_is_asked_and_why(desk: Client, begun: Consultation) -> None:
    sent = (
        {"rows": "2", "wish": "next"}
        | row(0, "年代", "20代\n 30代 \n\n20代", "偏りを見るため")
        | row(1, "", "", "")
    )
    assert desk.post(SET_UP, sent).status_code == 302
    asked = begun.attribute_questions.get()
    assert (asked.label, asked.choices, asked.reason) == ("年代", ["20代", "30代"], "偏りを見るため")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (row(0, "年代", "20代\n30代", ""), "たずねる理由を書いてください"),
        (row(0, "", "20代\n30代", "理由"), "何をたずねるか"),
        (row(0, "年代", "20代", "理由"), "2つから30まで"),
        (row(0, "年代", f"短い\n{'長' * 41}", "理由"), "40文字を超える"),
        (row(0, "年代", "一\n二", "理由") | row(1, "年代", "一\n二", "理由"), "もうたずねています"),
    ],
)
def test_a_question_without_reason_or_answers_is_refused(
    desk: Client, begun: Consultation, fields: dict[str, str], said: str
) -> None:
    answer = desk.post(SET_UP, {"rows": "2", "wish": "next"} | fields)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_common_questions_are_added_with_one_press(desk: Client, begun: Consultation) -> None:
    page = desk.post(SET_UP, {"rows": "1", "wish": "age"} | row(0, "職業", "一\n二", "理由")).content.decode()
    assert "職業" in page
    assert "70歳以上" in page or "70" in page
