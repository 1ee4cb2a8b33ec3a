"""A second person reads what one person wrote."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from chatbot.models import ChatSettings, FaqEntry, FaqRevision
from chatbot.services import faq
from chatbot.services.desk import issuing, reviewing
from chatbot.services.faq import Words, create_entry, revise_entry
from tests.factories import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def write(author: User | None, *, key: str = "library", answer: str = "カードを作ってください。") -> FaqEntry:
    words = Words(question="本の借り方は？", answer=answer)
    return create_entry(actor=author, key=key, field="図書館", words=words, now=NOW)


def revise(author: User, entry: FaqEntry, answer: str) -> FaqRevision:
    entry.refresh_from_db()
    assert entry.current
    words = Words(question="本の借り方は？", answer=answer)
    revise_entry(
        actor=author, entry=entry, field="図書館", words=words, read_number=entry.current.number, now=NOW
    )
    return entry.revisions.latest("number")


def published() -> dict[str, str]:
    return {one.entry.key: one.revision.answer for one in issuing.issued(on=TODAY)}


def ask_for_review() -> None:
    ChatSettings.objects.create(needs_review=True)


def test_without_the_rule_the_newest_words_are_published(aiko: User) -> None:
    entry = write(aiko)
    revise(aiko, entry, "新しい答え")
    assert published() == {"library": "新しい答え"}


def test_with_the_rule_only_what_another_person_approved_is_published(aiko: User, ken: User) -> None:
    ask_for_review()
    entry = write(aiko)
    assert published() == {}
    reviewing.approve(actor=ken, revision=entry.revisions.get(), now=NOW)
    revise(aiko, entry, "まだ読まれていない答え")
    assert published() == {"library": "カードを作ってください。"}


def test_nobody_approves_or_sends_back_their_own_words(aiko: User) -> None:
    revision = write(aiko).revisions.get()
    with pytest.raises(reviewing.OwnWords):
        reviewing.approve(actor=aiko, revision=revision, now=NOW)
    with pytest.raises(reviewing.OwnWords):
        reviewing.send_back(actor=aiko, revision=revision, note="x", now=NOW)
    revision.refresh_from_db()
    assert revision.review == ""


def test_a_version_is_read_once_and_only_while_it_is_the_newest(aiko: User, ken: User) -> None:
    entry = write(aiko)
    first = entry.revisions.get()
    second = revise(aiko, entry, "二つめ")
    with pytest.raises(reviewing.NotCurrent):
        reviewing.approve(actor=ken, revision=first, now=NOW)
    reviewing.approve(actor=ken, revision=second, now=NOW)
    with pytest.raises(reviewing.NotCurrent):
        reviewing.send_back(actor=ken, revision=second, note="やはり", now=NOW)
    assert AuditEvent.objects.filter(action__startswith="faq.review").count() == 1


def test_what_is_sent_back_is_not_published_and_tells_why(desk: Client, ken: User, aiko: User) -> None:
    ask_for_review()
    revision = write(aiko).revisions.get()
    reviewing.send_back(actor=ken, revision=revision, note="期限を書いてください", now=NOW)
    assert published() == {}
    page = desk.get("/staff/faq/entries/library/").content.decode()
    assert "期限を書いてください" in page
    assert "健" in page


def test_still_right_keeps_the_approval_because_the_words_are_the_same(aiko: User, ken: User) -> None:
    ask_for_review()
    entry = write(aiko)
    reviewing.approve(actor=ken, revision=entry.revisions.get(), now=NOW)
    assert faq.confirm(actor=aiko, entry=entry, read_number=1, on=TODAY, now=NOW)
    (one,) = issuing.issued(on=TODAY)
    assert (one.revision.number, one.revision.checked_on, one.revision.reviewed_by) == (2, TODAY, ken)


def test_still_right_approves_nothing_that_was_not_approved(aiko: User, ken: User) -> None:
    ask_for_review()
    entry = write(aiko)
    faq.confirm(actor=ken, entry=entry, read_number=1, on=TODAY, now=NOW)
    assert published() == {}


def test_still_right_is_said_once_a_day_and_of_the_words_that_were_read(aiko: User) -> None:
    entry = write(aiko)
    assert faq.confirm(actor=aiko, entry=entry, read_number=1, on=TODAY, now=NOW)
    assert not faq.confirm(actor=aiko, entry=entry, read_number=2, on=TODAY, now=NOW)
    with pytest.raises(faq.RevisedMeanwhile):
        faq.confirm(actor=aiko, entry=entry, read_number=1, on=TODAY, now=NOW)
    assert entry.revisions.count() == 2


def test_the_second_person_approves_on_screen(client: Client, aiko: User, ken: User) -> None:
    write(aiko)
    client.force_login(ken)
    assert "本の借り方は？" in client.get("/staff/faq/review/").content.decode()
    answer = client.post("/staff/faq/entries/library/versions/1/review/", {"decision": "approve"})
    assert answer.headers["Location"] == "/staff/faq/review/"
    revision = FaqRevision.objects.get()
    assert (revision.review, revision.reviewed_by) == ("approved", ken)


def test_sending_back_needs_a_note(client: Client, aiko: User, ken: User) -> None:
    write(aiko)
    client.force_login(ken)
    empty = client.post("/staff/faq/entries/library/versions/1/review/", {"decision": "return", "note": ""})
    assert empty.status_code == 422
    client.post("/staff/faq/entries/library/versions/1/review/", {"decision": "return", "note": "短く"})
    assert FaqRevision.objects.get().review_note == "短く"


def test_the_author_finds_no_button_and_is_refused_all_the_same(desk: Client, aiko: User) -> None:
    write(aiko)
    page = desk.get("/staff/faq/entries/library/versions/1/").content.decode()
    assert 'value="approve"' not in page
    desk.post("/staff/faq/entries/library/versions/1/review/", {"decision": "approve"})
    assert FaqRevision.objects.get().review == ""


def test_several_are_approved_at_once_but_never_ones_own(client: Client, aiko: User, ken: User) -> None:
    pks = [write(aiko, key=f"a{number}").revisions.get().pk for number in range(3)]
    pks.append(write(ken, key="own").revisions.get().pk)
    client.force_login(ken)
    client.post("/staff/faq/review/", {"revision": [*map(str, pks), "x"]})
    assert set(FaqRevision.objects.filter(review="approved").values_list("pk", flat=True)) == set(pks[:3])


def test_two_versions_are_compared_word_by_word(desk: Client, aiko: User) -> None:
    entry = write(aiko, answer="窓口は一階です。")
    revise(aiko, entry, "窓口は二階です。")
    revise(aiko, entry, "受付は二階です。")
    page = desk.get("/staff/faq/entries/library/versions/3/?before=1").content.decode()
    assert "<del>" in page
    assert "窓口" in page
    nearest = desk.get("/staff/faq/entries/library/versions/3/?before=nonsense").content.decode()
    assert 'value="2" selected' in " ".join(nearest.split())
    assert desk.get("/staff/faq/entries/library/versions/9/").status_code == 404


def test_the_list_of_what_waits_asks_the_same_number_of_queries_for_few_and_many(
    desk: Client, aiko: User, ken: User, django_assert_num_queries: Any
) -> None:
    write(ken)
    with django_assert_num_queries(7):
        desk.get("/staff/faq/review/")
    for number in range(40):
        write(ken, key=f"k{number}")
    with django_assert_num_queries(7):
        desk.get("/staff/faq/review/")
