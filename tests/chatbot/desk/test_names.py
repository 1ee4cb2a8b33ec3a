"""Names that stand in many places: fields and departments are renamed and joined in one."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from chatbot.models import Conversation, Desk, FaqEntry, FaqRevision, Guide, Handover
from chatbot.services import faq
from chatbot.services.desk import departments, fields, reviewing
from chatbot.services.desk.departments import Use
from chatbot.services.faq import words_of
from tests.chatbot import faq as small
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_a_field_is_renamed_in_one_place_for_all_its_entries(desk: Client) -> None:
    small.write()
    desk.post("/staff/faq/fields/", {"before": "ごみ", "name": "ごみ・資源"})
    assert "ごみ・資源" in fields.names()
    assert "ごみ" not in fields.names()
    assert AuditEvent.objects.get(action="faq.field.rename").details["entries"] == 1


def test_two_fields_of_one_name_are_one(desk: Client) -> None:
    small.write()
    desk.post("/staff/faq/fields/", {"before": "ごみ", "name": "引っ越し"})
    assert FaqEntry.objects.filter(field="引っ越し").count() == 2


@pytest.mark.parametrize("name", ["", "長" * 61])
def test_a_field_needs_a_name_that_fits(desk: Client, name: str) -> None:
    small.write()
    assert desk.post("/staff/faq/fields/", {"before": "ごみ", "name": name}).status_code == 422
    assert "ごみ" in fields.names()


def guide(department: str) -> Guide:
    return Guide.objects.create(key="moving", title="引っ越し", department=department, changed_at=NOW)


def current(key: str) -> FaqRevision:
    found = FaqEntry.objects.select_related("current").get(key=key).current
    assert found
    return found


def test_a_department_gets_its_new_name_everywhere_and_the_history_keeps_the_old(desk: Client) -> None:
    small.write()
    made, before = guide("市民課"), current("moving-in")
    Desk.objects.create(name="市民課")
    desk.post("/staff/faq/departments/", {"before": "市民課", "name": "市民窓口課"})
    after = current("moving-in")
    assert (after.department, after.number) == ("市民窓口課", before.number + 1)
    assert words_of(after) == replace(words_of(before), department="市民窓口課")
    assert FaqRevision.objects.get(pk=before.pk).department == "市民課"
    made.refresh_from_db()
    assert (made.department, made.version) == ("市民窓口課", 2)
    assert departments.used() == [Use("市民窓口課", entries=3, guides=1, is_desk=True)]
    event = AuditEvent.objects.get(action="faq.department.rename")
    assert event.details == {"from": "市民課", "to": "市民窓口課", "entries": 3, "guides": 1, "desks": 1}


def test_two_departments_of_one_name_are_one_and_waiting_conversations_come_along(
    aiko: User,
) -> None:
    conversation = Conversation.objects.create(created_at=NOW, last_at=NOW)
    handover = Handover.objects.create(conversation=conversation, asked_at=NOW, queued_at=NOW)
    old, new = Desk.objects.create(name="保険課"), Desk.objects.create(name="保険年金課")
    Handover.objects.filter(pk=handover.pk).update(desk=old)
    departments.rename(actor=aiko, name="保険課", to="保険年金課", now=NOW)
    handover.refresh_from_db()
    assert handover.desk == new
    assert list(Desk.objects.all()) == [new]


def test_what_a_second_person_has_read_is_not_read_again_for_a_name(aiko: User, ken: User) -> None:
    small.write()
    reviewing.approve(actor=ken, revision=current("moving-in"), now=NOW)
    departments.rename(actor=aiko, name="市民課", to="市民窓口課", now=NOW)
    assert (current("moving-in").review, current("moving-in").reviewed_by) == ("approved", ken)
    assert current("nhi-join").review == ""


def test_who_had_the_entry_open_meanwhile_does_not_bring_the_old_name_back(aiko: User, ken: User) -> None:
    entry = small.write()["moving-in"]
    read = current("moving-in")
    departments.rename(actor=aiko, name="市民課", to="市民窓口課", now=NOW)
    with pytest.raises(faq.RevisedMeanwhile):
        faq.revise_entry(
            actor=ken,
            entry=entry,
            field=entry.field,
            words=words_of(read),
            read_number=read.number,
            now=NOW,
        )


@pytest.mark.parametrize("name", ["", "長" * 81])
def test_a_department_needs_a_name_that_fits(desk: Client, name: str) -> None:
    small.write()
    page = desk.post("/staff/faq/departments/", {"before": "市民課", "name": name})
    assert page.status_code == 422
    assert "error-summary" in page.content.decode()
    assert departments.names() == ["市民課"]


def test_nothing_is_noted_when_no_name_changes(aiko: User) -> None:
    small.write()
    assert departments.rename(actor=aiko, name="市民課", to="市民課", now=NOW) == 0
    assert departments.rename(actor=aiko, name="なし課", to="市民課", now=NOW) == 0
    assert not AuditEvent.objects.filter(action="faq.department.rename").exists()


def test_renaming_asks_the_same_number_of_queries_for_few_and_many(
    aiko: User, django_assert_num_queries: Any
) -> None:
    small.write()
    with CaptureQueriesContext(connection) as few:
        departments.rename(actor=aiko, name="市民課", to="一課", now=NOW)
    for number in range(20):
        words = faq.Words(question=f"質問{number}", answer="答え", department="一課")
        faq.create_entry(actor=None, key=f"k{number}", field="ほか", words=words, now=NOW)
    with django_assert_num_queries(len(few)):
        departments.rename(actor=aiko, name="一課", to="二課", now=NOW)
