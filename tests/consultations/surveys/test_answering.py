"""A resident answers the questions, reads them once more, sends them, and changes them until the close."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import User
from accounts.policy import Role
from consultations.models import Answer, AnswerSheet, Consultation, Opinion, Question, SheetRevision
from consultations.models.opinion import RevisionsAreKeptError
from consultations.services.consultations import NotOpen
from consultations.services.order import moderation
from consultations.services.order.moderation import Reason
from consultations.services.surveys import answering
from consultations.services.surveys.answering import ChangedMeanwhile, NothingToHandIn
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.surveys import material
from tests.consultations.surveys.material import Kind, filled_in
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
URL = "/consultations/parks/answer/"
CHECK = f"{URL}check/"
SENT = f"{URL}sent/"


@pytest.fixture
def consultation() -> Consultation:
    return material.survey()


@pytest.fixture
def asked(consultation: Consultation) -> dict[Kind, Question]:
    return material.one_of_each(consultation)


def send(client: Client, answers: dict[str, Any]) -> Any:
    """Fill in, read once more, send; what the last page answers."""
    answer = client.post(URL, answers)
    assert answer.status_code == 302, answer.content.decode()
    seen = client.get(CHECK).context["form"].initial["seen"]
    return client.post(CHECK, {"seen": seen})


def test_answers_are_checked_sent_and_confirmed_with_a_receipt(
    asked: dict[Kind, Question], yui: User
) -> None:
    client = signed_in(yui)
    page = client.get(URL).content.decode()
    assert all(one.wording in page for one in asked.values())
    assert client.post(URL, filled_in(asked)).headers["Location"] == CHECK
    assert not SheetRevision.objects.exists()
    check = client.get(CHECK).content.decode()
    assert "木陰を増やしてください。" in check
    assert "1. 木陰" in check
    assert "4" in check
    assert send(client, filled_in(asked)).headers["Location"] == SENT
    sheet = AnswerSheet.objects.get()
    done = client.get(SENT).content.decode()
    assert sheet.receipt in done
    assert "回答を受け付けました" in done
    assert sheet.draft == {}


def test_answers_in_words_are_opinions_and_choices_are_counted(
    asked: dict[Kind, Question], yui: User
) -> None:
    send(signed_in(yui), filled_in(asked))
    opinion = Opinion.objects.get()
    assert (opinion.kind, opinion.channel, opinion.author) == (Opinion.Kind.ANSWER, Opinion.Channel.WEB, yui)
    assert opinion.is_public
    assert opinion.search_entry.kind == "answer"
    counted = [(row.question.kind, str(row.option or ""), row.value) for row in Answer.objects.order_by("pk")]
    assert counted == [
        ("single", "毎日", None),
        ("multiple", "散歩", None),
        ("multiple", "運動", None),
        ("scale", "", 4),
        ("order", "木陰", 1),
        ("order", "照明", 2),
        ("order", "遊具", 3),
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"single": 0}, "この質問に答えてください"),
        ({"scale": 9}, "選択肢から選んでください"),
        ({"order": (1, 1, 2)}, "順位を付け"),
        ({"order": (1, "", 2)}, "順位を付け"),
        ({"order": ("x", "y", "z")}, "順位を付け"),
        ({"text": "あ" * 201}, "200文字以内"),
        ({"text": "\u202e文"}, "U+202E"),
    ],
)
def test_what_cannot_be_taken_is_said_and_the_rest_is_kept(
    asked: dict[Kind, Question], yui: User, wrong: dict[str, Any], said: str
) -> None:
    answer = signed_in(yui).post(URL, filled_in(asked, **({"text": "残る言葉です。"} | wrong)))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "error-summary" in page
    assert "text" in wrong or "残る言葉です。" in page
    assert not AnswerSheet.objects.exists()


def test_the_places_of_an_order_come_back_after_an_error(asked: dict[Kind, Question], yui: User) -> None:
    page = signed_in(yui).post(URL, filled_in(asked, single=0, order=(3, 1, 2))).content.decode()
    assert page.count('<option value="3" selected>') == 1
    assert page.count('<option value="1" selected>') == 1


def test_what_is_optional_can_be_left_out(asked: dict[Kind, Question], yui: User) -> None:
    send(signed_in(yui), filled_in(asked, text="", multiple=(), scale=0, order=("", "", "")))
    assert Answer.objects.count() == 1
    assert not Opinion.objects.exists()


def test_pressed_twice_it_is_sent_once(asked: dict[Kind, Question], yui: User) -> None:
    client = signed_in(yui)
    client.post(URL, filled_in(asked))
    client.post(URL, filled_in(asked))
    seen = client.get(CHECK).context["form"].initial["seen"]
    for _press in range(2):
        assert client.post(CHECK, {"seen": seen}).headers["Location"] == SENT
    assert AnswerSheet.objects.count() == SheetRevision.objects.count() == Opinion.objects.count() == 1


def test_nothing_is_sent_that_was_not_read(asked: dict[Kind, Question], yui: User) -> None:
    client = signed_in(yui)
    client.post(URL, filled_in(asked))
    seen = client.get(CHECK).context["form"].initial["seen"]
    client.post(URL, filled_in(asked, text="別の画面で書いた言葉"))
    answer = client.post(CHECK, {"seen": seen})
    assert answer.status_code == 409
    assert "別の画面で書いた言葉" in answer.content.decode()
    assert not SheetRevision.objects.exists()


def test_changed_answers_make_a_new_revision_and_the_earlier_one_stays(
    asked: dict[Kind, Question], yui: User
) -> None:
    client = signed_in(yui)
    send(client, filled_in(asked))
    again = client.get(URL).content.decode()
    assert "木陰を増やしてください。" in again
    send(client, filled_in(asked, text="やはり照明です。", scale=2))
    assert [revision.number for revision in SheetRevision.objects.all()] == [1, 2]
    opinion = Opinion.objects.get()
    assert [revision.text for revision in opinion.revisions.all()] == [
        "木陰を増やしてください。",
        "やはり照明です。",
    ]
    assert Answer.objects.standing().filter(question=asked[Kind.SCALE]).values_list("value").get() == (2,)
    with pytest.raises(RevisionsAreKeptError):
        SheetRevision.objects.all()[0].delete()


def test_an_answer_taken_out_withdraws_its_words_and_can_be_given_anew(
    asked: dict[Kind, Question], yui: User
) -> None:
    client = signed_in(yui)
    send(client, filled_in(asked))
    send(client, filled_in(asked, text=""))
    assert Opinion.objects.get().withdrawn_at == NOW
    assert "木陰を増やしてください。" not in client.get(URL).content.decode()
    send(client, filled_in(asked, text="あらためて書きます。"))
    assert [opinion.is_public for opinion in Opinion.objects.order_by("pk")] == [False, True]


def test_a_hidden_answer_is_not_asked_again(asked: dict[Kind, Question], yui: User, moderator: User) -> None:
    client = signed_in(yui)
    send(client, filled_in(asked))
    moderation.hide(
        opinion=Opinion.objects.get(), moderator=moderator, reason=Reason.ABUSE, explanation="x", now=NOW
    )
    page = client.get(URL).content.decode()
    assert "非表示になった" in page
    assert asked[Kind.TEXT].wording not in page
    send(client, filled_in(asked, scale=1))
    assert Opinion.objects.get().words.text == "木陰を増やしてください。"


def test_words_hidden_between_checking_and_sending_are_not_dropped_in_silence(
    asked: dict[Kind, Question], yui: User, moderator: User
) -> None:
    client = signed_in(yui)
    send(client, filled_in(asked))
    client.post(URL, filled_in(asked, text="もっと木陰を。", scale=1))
    seen = client.get(CHECK).context["form"].initial["seen"]
    moderation.hide(
        opinion=Opinion.objects.get(), moderator=moderator, reason=Reason.ABUSE, explanation="x", now=NOW
    )
    answer = client.post(CHECK, {"seen": seen}, follow=True)
    assert answer.redirect_chain == [(URL, 302)]
    assert "非表示になった" in answer.content.decode()
    assert AnswerSheet.objects.get().draft[asked[Kind.TEXT].field_name] == "もっと木陰を。"
    send(client, filled_in(asked, scale=1))
    assert Answer.objects.standing().get(question=asked[Kind.SCALE]).value == 1


def test_editing_the_opinion_leads_to_the_questions(asked: dict[Kind, Question], yui: User) -> None:
    client = signed_in(yui)
    send(client, filled_in(asked))
    receipt = Opinion.objects.get().receipt
    assert client.get(f"/opinions/{receipt}/edit/").headers["Location"] == URL
    assert client.post(f"/opinions/{receipt}/edit/", {"text": "x", "base": 1}).headers["Location"] == URL
    assert client.get(f"/opinions/{receipt}/", follow=True).status_code == 200


def test_the_close_is_exact_and_the_words_come_back(
    asked: dict[Kind, Question], consultation: Consultation, yui: User, clock: time_machine.Traveller
) -> None:
    client, closes_at = signed_in(yui), consultation.closes_at()
    assert closes_at
    clock.move_to(closes_at - timedelta(seconds=1))
    client.post(URL, filled_in(asked))
    seen = client.get(CHECK).context["form"].initial["seen"]
    clock.move_to(closes_at)
    late = client.post(URL, filled_in(asked, text="間に合わなかった言葉"))
    assert late.status_code == 409
    assert "間に合わなかった言葉" in late.content.decode()
    assert client.post(CHECK, {"seen": seen}).status_code == 409
    assert not SheetRevision.objects.exists()


def test_nothing_is_taken_before_the_opening_or_where_no_questions_are_asked(yui: User) -> None:
    for closed in (
        material.survey(slug="later", opens=NOW + timedelta(seconds=1)),
        factories.consultation(),
    ):
        with pytest.raises(NotOpen):
            answering.keep(consultation=closed, person=yui, answers={}, now=NOW)


def test_a_sheet_is_its_owners_alone(asked: dict[Kind, Question], yui: User, kenji: User) -> None:
    send(signed_in(yui), filled_in(asked))
    other = signed_in(kenji)
    assert other.get(SENT).status_code == other.get(CHECK).status_code == 404
    assert "木陰を増やしてください。" not in other.get(URL).content.decode()


def test_the_service_refuses_what_the_pages_do_not_offer(
    consultation: Consultation, asked: dict[Kind, Question], yui: User, kenji: User
) -> None:
    sheet = answering.keep(consultation=consultation, person=yui, answers={"choice_1": ""}, now=NOW)
    with pytest.raises(PermissionDenied):
        answering.hand_in(sheet=sheet, person=kenji, seen="x", now=NOW)
    with pytest.raises(ChangedMeanwhile):
        answering.hand_in(sheet=sheet, person=yui, seen="x", now=NOW)
    AnswerSheet.objects.update(draft={})
    with pytest.raises(NothingToHandIn):
        answering.hand_in(sheet=sheet, person=yui, seen="x", now=NOW)


@pytest.mark.usefixtures("standing_clock")
def test_the_thirty_first_time_of_ten_minutes_waits_with_the_answers_kept(
    asked: dict[Kind, Question], yui: User
) -> None:
    client = signed_in(yui)
    codes = [client.post(URL, filled_in(asked)).status_code for _time in range(31)]
    assert codes == [302] * 30 + [429]


def test_personal_data_is_pointed_out_before_it_is_sent(asked: dict[Kind, Question], yui: User) -> None:
    client = signed_in(yui)
    client.post(URL, filled_in(asked, text="連絡先は 090-1234-5678 です。"))
    assert "090-1234-5678" in client.get(CHECK).content.decode()
    assert "電話番号" in client.get(CHECK).content.decode()


@pytest.mark.parametrize("path", [URL, CHECK, SENT])
def test_only_members_answer(asked: dict[Kind, Question], path: str) -> None:
    assert signed_in(None).get(path).status_code == 302
    member = signed_in(factories.user(Role.PLANNER))
    assert member.get(path).status_code == (200 if path == URL else 404)


def test_the_page_costs_the_same_however_much_is_asked(
    consultation: Consultation, yui: User, django_assert_max_num_queries: Any
) -> None:
    for _round in range(2):
        material.one_of_each(consultation)
    client = signed_in(yui)
    with django_assert_max_num_queries(12):
        assert client.get(URL).status_code == 200


def test_the_words_of_a_session_that_ended_come_back(asked: dict[Kind, Question]) -> None:
    answer = signed_in(None).post(URL, filled_in(asked, text="書いている間に切れました。"))
    assert answer.status_code == 401
    assert "書いている間に切れました。" in answer.content.decode()
