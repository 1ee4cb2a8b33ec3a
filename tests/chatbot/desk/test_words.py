"""Words that count as the same, and who may open the pages of the desk."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from chatbot.models import EntryPair, FaqEntry, SynonymGroup
from chatbot.services import answering
from chatbot.services.desk import issuing, synonyms
from chatbot.services.faq import Words, create_entry
from tests.chatbot import faq as small
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("粗大ごみ、大型ごみ", ["粗大ごみ", "大型ごみ"]),
        ("a, b,c\nd", ["a", "b", "c", "d"]),
        (" 、、 ゴミ 、ごみ,ｺﾞﾐ", ["ゴミ"]),
        ("", []),
    ],
)
def test_words_are_read_between_commas_and_each_counts_once(text: str, words: list[str]) -> None:
    assert synonyms.words_in(text) == words


def test_a_group_is_added_changed_and_removed_on_screen(desk: Client) -> None:
    desk.post("/staff/faq/synonyms/", {"words": "保険証、資格確認書"})
    group = SynonymGroup.objects.get()
    assert issuing.synonyms() == (("保険証", "資格確認書"),)
    changed = {"words": "保険証、資格確認書、健保カード", "before": "保険証、資格確認書"}
    desk.post(f"/staff/faq/synonyms/{group.pk}/", changed)
    assert issuing.synonyms() == (("保険証", "資格確認書", "健保カード"),)
    for _ in range(2):
        desk.post(f"/staff/faq/synonyms/{group.pk}/remove/")
    assert issuing.synonyms() == ()
    assert [event.action for event in AuditEvent.objects.all()] == [
        "faq.synonyms.add",
        "faq.synonyms.change",
        "faq.synonyms.remove",
    ]


@pytest.mark.parametrize("words", ["", "一つだけ", "ゴミ、ごみ", "新しい、保険証"])
def test_a_group_needs_two_words_that_stand_in_no_other_group(desk: Client, words: str) -> None:
    desk.post("/staff/faq/synonyms/", {"words": "保険証、資格確認書"})
    answer = desk.post("/staff/faq/synonyms/", {"words": words})
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert SynonymGroup.objects.count() == 1


def test_the_second_of_two_who_change_a_group_does_not_undo_the_first(
    desk: Client, aiko: User, ken: User
) -> None:
    group = synonyms.add(actor=ken, words=["a", "b"], now=NOW)
    synonyms.change(actor=ken, pk=group.pk, before=["a", "b"], words=["a", "b", "c"], now=NOW)
    answer = desk.post(
        f"/staff/faq/synonyms/{group.pk}/", {"words": "a、b、d", "before": "a、b"}, follow=True
    )
    assert "ほかの人がこの組を変えました" in answer.content.decode()
    assert issuing.synonyms() == (("a", "b", "c"),)


def test_a_wrong_change_is_shown_where_it_was_made(desk: Client, ken: User) -> None:
    group = synonyms.add(actor=ken, words=["a", "b"], now=NOW)
    answer = desk.post(f"/staff/faq/synonyms/{group.pk}/", {"words": "a", "before": "a、b"})
    assert answer.status_code == 422
    assert "2つ以上" in answer.content.decode()


def test_words_of_a_group_lead_to_the_same_entry_after_a_publication(ken: User) -> None:
    small.write()
    synonyms.add(actor=ken, words=["粗大ごみ", "ぬりかべ"], now=NOW)
    small.publish()
    found = answering.nearest("ぬりかべはどう出せばよいですか", top=1, now=NOW)
    assert list(found) == ["bulky-waste"]


def test_the_form_suggests_the_fields_and_departments_that_there_are(desk: Client) -> None:
    small.write()
    page = desk.get("/staff/faq/new/").content.decode()
    assert '<option value="国民健康保険">' in page
    assert '<option value="市民課">' in page


PAGES = [
    "/staff/faq/alike/",
    "/staff/faq/departments/",
    "/staff/faq/entries/moving-in/versions/1/",
    "/staff/faq/export/",
    "/staff/faq/export/entries/",
    "/staff/faq/fields/",
    "/staff/faq/likely/",
    "/staff/faq/reminders/",
    "/staff/faq/review/",
    "/staff/faq/synonyms/",
]
WRITES = [
    "/staff/faq/alike/1/join/",
    "/staff/faq/alike/1/move/",
    "/staff/faq/departments/",
    "/staff/faq/entries/moving-in/confirm/",
    "/staff/faq/entries/moving-in/versions/1/review/",
    "/staff/faq/fields/",
    "/staff/faq/reminders/mail/",
    "/staff/faq/review/",
    "/staff/faq/synonyms/",
    "/staff/faq/synonyms/1/",
    "/staff/faq/synonyms/1/remove/",
]


@pytest.mark.parametrize("path", PAGES)
def test_editors_open_the_pages_and_nobody_else_does(
    client: Client, ken: User, moderator: User, path: str
) -> None:
    small.write()
    assert client.get(path).status_code == 302
    client.force_login(moderator)
    assert client.get(path).status_code == 403
    client.force_login(ken)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", WRITES)
def test_visitors_and_people_with_other_tasks_write_nothing(
    client: Client, moderator: User, path: str
) -> None:
    small.write()
    before = AuditEvent.objects.count()
    assert client.post(path).status_code == 401
    client.force_login(moderator)
    assert client.post(path).status_code == 403
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    ("path", "needed"),
    [
        ("/staff/faq/alike/?kind=alike", 8),
        ("/staff/faq/departments/", 7),
        ("/staff/faq/fields/", 5),
        ("/staff/faq/synonyms/", 5),
    ],
)
def test_the_lists_ask_the_same_number_of_queries_for_few_and_many(
    desk: Client, ken: User, path: str, needed: int, django_assert_num_queries: Any
) -> None:
    for number in range(15):
        if number == 2:
            with django_assert_num_queries(needed):
                desk.get(path)
        words = Words(question=f"質問{number}", answer="答え", department=f"課{number}")
        entry = create_entry(actor=None, key=f"k{number}", field=f"分野{number}", words=words, now=NOW)
        synonyms.add(actor=ken, words=[f"甲{number}", f"乙{number}"], now=NOW)
        first = FaqEntry.objects.order_by("pk")[0]
        if entry != first:
            EntryPair.objects.create(kind="alike", first=first, second=entry, weight=0.9)
    with django_assert_num_queries(needed):
        desk.get(path)
