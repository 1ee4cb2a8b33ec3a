"""A sheet is typed, typed again by somebody else, agreed on, and becomes an opinion."""

from typing import Any

import pytest

from accounts.models import AuditEvent, User
from consultations.models import AttributeQuestion, Consultation, Opinion, Sheet, SheetDraft, Transcript
from consultations.services.intake import desk, submissions
from consultations.services.intake.comparing import compare
from consultations.services.intake.submissions import NotWaiting, NumberTaken, SamePerson, Words
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.intake.conftest import DESK, TEXT, fields, typed, typed_again
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_what_two_people_typed_alike_is_an_opinion_of_its_channel(
    consultation: Consultation, clerk: User, other: User
) -> None:
    sheet = typed(consultation, clerk, channel="fax", stance="oppose", attributes={"年代": "60代"})
    assert (sheet.state, Opinion.objects.count()) == (Sheet.State.SECOND, 0)
    sheet = typed_again(sheet, other, stance="oppose", attributes={"年代": "60代"})
    assert (sheet.state, sheet.agreed) == (Sheet.State.DONE, True)
    opinion = Opinion.objects.counted().get()
    assert (opinion.kind, opinion.channel, opinion.stance) == ("submission", "fax", "oppose")
    assert (opinion.words.text, opinion.receipt) == (TEXT, sheet.receipt)
    assert opinion.attributes == {"年代": "60代"}
    acts = ["intake.type", "intake.type", "intake.publish"]
    assert [event.action for event in AuditEvent.objects.order_by("number")] == acts


@pytest.mark.parametrize(
    "unlike", [{"text": TEXT.replace("狭く", "狭い")}, {"stance": "agree"}, {"attributes": {"年代": "70代"}}]
)
def test_whatever_differs_is_shown_and_no_opinion_yet(
    consultation: Consultation, clerk: User, other: User, unlike: dict[str, Any]
) -> None:
    sheet = typed_again(typed(consultation, clerk), other, **unlike)
    assert (sheet.state, sheet.agreed) == (Sheet.State.DIFFERS, False)
    assert not Opinion.objects.exists()


def test_nobody_types_a_sheet_twice_and_nobody_types_it_a_third_time(
    consultation: Consultation, clerk: User, other: User
) -> None:
    sheet = typed(consultation, clerk)
    with pytest.raises(SamePerson):
        typed_again(sheet, clerk)
    typed_again(sheet, other, text="ちがう")
    with pytest.raises(NotWaiting):
        typed_again(sheet, factories.user("planner"))  # type: ignore[arg-type]  # a role by its value


def test_the_second_person_sees_nothing_of_the_first_typing(
    consultation: Consultation, clerk: User, other: User
) -> None:
    sheet = typed(consultation, clerk)
    client = signed_in(other)
    for path in (DESK, f"{DESK}{sheet.pk}/", f"{DESK}{sheet.pk}/second/", f"{DESK}{sheet.pk}/slip/"):
        assert TEXT not in client.get(path).content.decode(), path
    for end in ("compare/", "masks/"):
        assert client.get(f"{DESK}{sheet.pk}/{end}").status_code == 302
    assert client.get(f"{DESK}{sheet.pk}/original/").status_code == 404


@pytest.mark.parametrize(
    ("wish", "expected"), [("first", TEXT), ("second", "別の文"), ("agreed", "用紙の文")]
)
def test_one_of_the_two_or_a_third_text_is_agreed_on(
    consultation: Consultation, clerk: User, other: User, wish: str, expected: str
) -> None:
    sheet = typed_again(typed(consultation, clerk), other, text="別の文")
    client = signed_in(clerk)
    path = f"{DESK}{sheet.pk}/compare/"
    assert "<mark>" in client.get(path).content.decode()
    assert client.post(path, {"wish": "agreed", "text": ""}).status_code == 422
    answer = client.post(path, fields(wish=wish, text="用紙の文", stance=""))
    assert answer.status_code == 302
    assert Opinion.objects.get().words.text == expected
    assert Transcript.objects.get(stands=True).text == expected
    with pytest.raises(NotWaiting):
        submissions.agree(sheet=sheet, words=Words("x"), clerk=clerk, form_key="another-key", now=NOW)


def test_one_number_is_one_sheet_whatever_the_width_of_its_digits(
    consultation: Consultation, clerk: User, other: User
) -> None:
    first = typed(consultation, clerk, number="12")
    answer = signed_in(other).post(f"{DESK}new/", fields(number="１２"))
    assert answer.status_code == 422
    assert first.get_absolute_url() in answer.content.decode()
    assert TEXT in answer.content.decode()
    with pytest.raises(NumberTaken):
        submissions.enter(
            consultation=consultation,
            arrival=submissions.Arrival("１２", "paper", first.received_on),
            words=Words(TEXT),
            clerk=clerk,
            form_key="another-form",
            now=NOW,
        )
    assert typed(factories.consultation(), clerk, number="12")


def test_the_same_form_sent_twice_makes_one_sheet(consultation: Consultation, clerk: User) -> None:
    client = signed_in(clerk)
    for _again in range(2):
        assert client.post(f"{DESK}new/", fields()).status_code == 302
    assert Sheet.objects.count() == 1


def test_another_sheet_typed_into_a_form_that_was_saved_is_not_lost(
    consultation: Consultation, clerk: User
) -> None:
    client = signed_in(clerk)
    client.post(f"{DESK}new/", fields())
    answer = client.post(f"{DESK}new/", fields(number="002", text="つぎの用紙"))
    assert answer.status_code == 422
    assert "つぎの用紙" in answer.content.decode()
    key = answer.context["form"]["form_key"].value()
    assert (
        client.post(f"{DESK}new/", fields(number="002", text="つぎの用紙", form_key=key)).status_code == 302
    )
    assert [sheet.number for sheet in Sheet.objects.all()] == ["001", "002"]


def test_after_saving_comes_the_next_empty_form_with_channel_and_day_kept(
    consultation: Consultation, clerk: User
) -> None:
    answer = signed_in(clerk).post(f"{DESK}new/", fields(channel="fax", number="A-009"), follow=True)
    page = answer.content.decode()
    assert 'value="A-010"' in page
    assert 'value="2026-11-18"' in page
    assert '<option value="fax" selected>' in page
    assert TEXT not in page


@pytest.mark.parametrize(
    "bad",
    [
        {"text": ""},
        {"number": ""},
        {"received_on": "2026-12-01"},
        {"received_on": "x"},
        {"channel": "web"},
        {"about": "section:999"},
        {"attributes": "60代"},
        {"form_key": "short"},
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_is_lost(
    consultation: Consultation, clerk: User, bad: dict[str, str]
) -> None:
    answer = signed_in(clerk).post(f"{DESK}new/", fields(**bad))
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not Sheet.objects.exists()


def test_a_sheet_is_about_a_section_and_answers_the_questions_about_the_person(
    once: Consultation, clerk: User
) -> None:
    document = factories.document(once)
    section = document.sections.get(number="1.2")
    question = AttributeQuestion.objects.create(
        consultation=once, label="年代", choices=["50代", "60代"], reason="世代の声を知るため"
    )
    sent = fields(**{"about": f"section:{section.pk}", f"attribute_{question.pk}": "60代"})
    assert signed_in(clerk).post(f"{DESK}new/", sent).status_code == 302
    assert Transcript.objects.get().section == section
    assert Opinion.objects.get().attributes == {"年代": "60代"}


def test_the_draft_is_kept_for_its_writer_alone_until_the_sheet_is_saved(
    consultation: Consultation, clerk: User, other: User
) -> None:
    client = signed_in(clerk)
    draft = fields(place="new", text="途中までの")
    assert client.post(f"{DESK}draft/", draft).status_code == 302
    assert client.post(f"{DESK}draft/", draft, headers={"X-Requested-With": "fetch"}).status_code == 204
    assert "途中までの" in client.get(f"{DESK}new/").content.decode()
    assert "途中までの" not in signed_in(other).get(f"{DESK}new/").content.decode()
    client.post(f"{DESK}new/", fields())
    assert not SheetDraft.objects.exists()
    client.post(f"{DESK}draft/", draft)
    assert not SheetDraft.objects.exists(), "it was on its way while the sheet was saved"


def test_a_draft_is_dropped_or_refused(consultation: Consultation, clerk: User) -> None:
    client = signed_in(clerk)
    client.post(f"{DESK}draft/", {"place": "meeting", "text": "x"})
    client.post(f"{DESK}draft/", {"place": "meeting", "wish": "drop"})
    assert not SheetDraft.objects.exists()
    assert client.post(f"{DESK}draft/", {"place": "new", "text": "長" * 70_000}).status_code == 422
    assert client.post(f"{DESK}draft/", {"place": "second:999"}).status_code == 404
    assert client.post(f"{DESK}draft/", {"place": "elsewhere"}).status_code == 302


def test_a_meeting_becomes_as_many_sheets_as_it_has_statements(
    consultation: Consultation, clerk: User
) -> None:
    client = signed_in(clerk)
    sent = {
        "form_key": "a-key-of-the-meeting-form-1",
        "received_on": "2026-11-18",
        "number": "3",
        "about": "",
        "split": "paragraph",
        "text": "道が暗い。\nとくに駅前。\n\n\nバスを増やして。\n",
    }
    for _again in range(2):
        assert client.post(f"{DESK}meeting/", sent).status_code == 302
    assert [sheet.number for sheet in Sheet.objects.all()] == ["3-1", "3-2"]
    assert {sheet.channel for sheet in Sheet.objects.all()} == {"meeting"}
    assert Transcript.objects.first().text == "道が暗い。\nとくに駅前。"  # type: ignore[union-attr]
    again = sent | {"form_key": "a-key-of-the-meeting-form-2", "split": "line"}
    assert client.post(f"{DESK}meeting/", again).status_code == 422
    assert Sheet.objects.count() == 2
    many = sent | {"form_key": "a-key-of-the-meeting-form-3", "number": "4", "split": "line"}
    assert client.post(f"{DESK}meeting/", many | {"text": "行\n" * 201}).status_code == 422


def test_one_in_ten_is_drawn(
    consultation: Consultation, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert signed_in(clerk).post(f"{DESK}twice/", {"percent": "10"}).status_code == 302
    consultation.refresh_from_db()
    assert consultation.second_entry_percent == 10
    monkeypatch.setattr("secrets.randbelow", lambda most: 9)
    assert typed(consultation, clerk, number="1").state == Sheet.State.SECOND
    monkeypatch.setattr("secrets.randbelow", lambda most: 10)
    assert typed(consultation, clerk, number="2").state == Sheet.State.DONE


def test_the_next_sheet_is_one_that_somebody_else_typed(
    consultation: Consultation, clerk: User, other: User
) -> None:
    own, theirs, last = (
        typed(consultation, who, number=str(n)) for n, who in enumerate([other, clerk, clerk])
    )
    found = desk.next_to_type_again(consultation=consultation, clerk=other)
    assert found == theirs
    assert desk.next_to_type_again(consultation=consultation, clerk=other, after=theirs.pk) == last
    assert desk.next_to_type_again(consultation=consultation, clerk=clerk) == own
    assert signed_in(other).get(f"{DESK}next/").headers["Location"] == f"{DESK}{theirs.pk}/second/"


def test_differences_are_found_to_the_character_and_nothing_is_lost() -> None:
    first, second = "同じ文。歩道が狭く、困る。\n終わり", "同じ文。歩道が狭い、困る。\n終わり"
    sides = compare(first, second)
    assert "".join(piece.text for piece in sides.first) == first
    assert "".join(piece.text for piece in sides.second) == second
    assert [piece.text for piece in sides.first if piece.differs] == ["く"]
    assert [piece.text for piece in sides.second if piece.differs] == ["い"]
    assert compare("長" * 20_000, "短" * 20_000).first[0].differs
