"""The questions that publications are measured by are corrected on screen."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from accounts.policy import Role
from chatbot.models import FaqEntry, TestQuestion
from chatbot.services import faq as entries
from chatbot.services.desk import testing
from tests.chatbot import faq as small
from tests.factories import NOW, user

pytestmark = pytest.mark.django_db
PAGE = "/staff/faq/tests/"
Kind = TestQuestion.Kind


@pytest.fixture
def asked() -> TestQuestion:
    small.write()
    return TestQuestion.objects.create(question="市民農園を借りたい", expected=[], kind=Kind.OUTSIDE)


def test_what_became_answerable_is_expected_from_now_on(desk: Client, asked: TestQuestion) -> None:
    desk.post(f"{PAGE}{asked.pk}/", {"expected_1": "moving-in", "expected_3": "moving-in"})
    asked.refresh_from_db()
    assert (asked.expected, asked.kind) == (["moving-in"], Kind.PLAIN)
    event = AuditEvent.objects.get(action="faq.test.correct")
    assert event.details == {"question": "市民農園を借りたい", "from": [], "to": ["moving-in"]}


def test_what_is_answered_no_more_is_expected_to_be_declined(desk: Client, asked: TestQuestion) -> None:
    testing.correct(actor=user(), pk=asked.pk, expected=["moving-in"], now=NOW)
    desk.post(f"{PAGE}{asked.pk}/", {"expected_1": ""})
    asked.refresh_from_db()
    assert (asked.expected, asked.kind) == ([], Kind.OUTSIDE)


def test_another_right_entry_leaves_the_way_it_is_written(asked: TestQuestion, aiko: User) -> None:
    told = TestQuestion.objects.create(question="ﾃﾝﾆｭｳ", expected=["moving-in"], kind=Kind.HALF_WIDTH)
    assert testing.correct(actor=aiko, pk=told.pk, expected=["moving-in", "bulky"], now=NOW)
    told.refresh_from_db()
    assert told.kind == Kind.HALF_WIDTH
    assert not testing.correct(actor=aiko, pk=told.pk, expected=["moving-in", "bulky"], now=NOW)
    assert AuditEvent.objects.filter(action="faq.test.correct").count() == 1


def test_a_key_nobody_knows_is_named_and_nothing_changes(desk: Client, asked: TestQuestion) -> None:
    page = desk.post(f"{PAGE}{asked.pk}/", {"expected_1": "moving-in", "expected_2": "mooving-in"})
    assert page.status_code == 422
    assert "mooving-in" in page.content.decode()
    asked.refresh_from_db()
    assert asked.expected == []


def test_no_entry_that_is_expected_is_lost_however_many_there_are(desk: Client, asked: TestQuestion) -> None:
    keys = sorted(FaqEntry.objects.values_list("key", flat=True))[:5]
    testing.correct(actor=user(), pk=asked.pk, expected=keys, now=NOW)
    form = desk.get(f"{PAGE}{asked.pk}/").context["form"]
    assert [place.initial for place in form.places] == [*keys, ""]
    desk.post(f"{PAGE}{asked.pk}/", {place.html_name: place.initial for place in form.places})
    asked.refresh_from_db()
    assert asked.expected == keys


def test_an_added_question_stands_once(desk: Client, asked: TestQuestion) -> None:
    new = {"question": "How do I register my new address?", "expected_1": "moving-in"}
    assert desk.post(PAGE, new).status_code == 302
    assert TestQuestion.objects.get(question=new["question"]).kind == Kind.ENGLISH
    assert desk.post(PAGE, new).status_code == 422
    assert TestQuestion.objects.count() == 2
    assert AuditEvent.objects.filter(action="faq.test.add").count() == 1


def test_a_removed_question_is_asked_no_more_and_removing_it_twice_says_so_once(
    desk: Client, asked: TestQuestion
) -> None:
    for _ in range(2):
        assert desk.post(f"{PAGE}{asked.pk}/remove/").status_code == 302
    assert not TestQuestion.objects.exists()
    assert AuditEvent.objects.filter(action="faq.test.remove").count() == 1


def test_the_list_says_which_expected_entries_are_out_of_use(desk: Client, asked: TestQuestion) -> None:
    testing.correct(actor=user(), pk=asked.pk, expected=["moving-in"], now=NOW)
    assert "使われていません" not in desk.get(PAGE).content.decode()
    entries.archive(actor=user(), entry=FaqEntry.objects.get(key="moving-in"), now=NOW)
    assert "使われていません" in desk.get(PAGE).content.decode()


def test_questions_are_found_by_words_and_by_the_entry_they_expect(asked: TestQuestion) -> None:
    other = TestQuestion.objects.create(question="引っ越してきました", expected=["moving-in"])
    assert list(testing.found(text="農園")) == [asked]
    assert list(testing.found(text="moving-in")) == [other]
    assert list(testing.found(text="")) == [other, asked]


def test_the_list_asks_the_same_number_of_queries_for_few_and_many(desk: Client, asked: TestQuestion) -> None:
    testing.correct(actor=user(), pk=asked.pk, expected=["moving-in"], now=NOW)
    with CaptureQueriesContext(connection) as few:
        desk.get(PAGE)
    TestQuestion.objects.bulk_create(
        TestQuestion(question=f"質問{n}", expected=["moving-in", f"gone-{n}"]) for n in range(120)
    )
    with CaptureQueriesContext(connection) as many:
        desk.get(PAGE)
    assert len(few) == len(many)


def test_others_may_not(client: Client, asked: TestQuestion) -> None:
    client.force_login(user(Role.PLANNER))
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}{asked.pk}/remove/").status_code == 403
    assert TestQuestion.objects.exists()
