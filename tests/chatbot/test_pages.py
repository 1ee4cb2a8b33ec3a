"""The pages for reading, the editors' desk, and who may open what."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import AuditEvent
from accounts.policy import Role
from chatbot.models import Exchange, FaqEntry, FaqUpload, Publication, Utterance
from chatbot.services import conversations, exchanges
from chatbot.services.faq import Words, create_entry
from consultations.models import Job
from tests import factories
from tests.chatbot import faq
from tests.chatbot.faq import NOT_KNOWN
from tests.factories import NOW

pytestmark = pytest.mark.django_db

STAFF_PAGES = [
    "/staff/faq/",
    "/staff/faq/new/",
    "/staff/faq/entries/moving-in/",
    "/staff/faq/import/",
    "/staff/faq/unanswered/",
    "/staff/faq/publications/",
    "/staff/faq/publications/1/",
]
STAFF_WRITES = [
    "/staff/faq/entries/moving-in/archive/",
    "/staff/faq/entries/moving-in/utterances/",
    "/staff/faq/entries/moving-in/utterances/remove/",
    "/staff/faq/publications/1/activate/",
]
PUBLIC_PAGES = ["/chat/", "/chat/embed/", "/chat/widget/", "/faq/", "/faq/moving-in/"]


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(factories.user(Role.FAQ_EDITOR))
    return client


def entry_form(**changes: Any) -> dict[str, Any]:
    words = {
        "key": "library",
        "field": "図書館",
        "question": "本の借り方は？",
        "answer": "カードを作ってください。",
    }
    return words | changes


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_everybody_reads_the_public_pages(client: Client, published: Publication, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_a_visitor_is_asked_to_log_in_at_the_desk(client: Client, published: Publication, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("path", STAFF_WRITES)
def test_a_visitor_writes_nothing_at_the_desk(client: Client, published: Publication, path: str) -> None:
    assert client.post(path).status_code == 401
    assert AuditEvent.objects.exclude(actor=None).count() == 0


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.PLANNER])
@pytest.mark.parametrize("path", STAFF_PAGES + STAFF_WRITES)
def test_people_with_other_tasks_do_not_edit_the_faq(
    client: Client, published: Publication, path: str, role: Role | None
) -> None:
    client.force_login(factories.user(*([role] if role else [])))
    answer = client.post(path) if path in STAFF_WRITES else client.get(path)
    assert answer.status_code == 403


@pytest.mark.parametrize("role", [Role.FAQ_EDITOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("path", STAFF_PAGES)
def test_editors_and_administrators_open_every_page_of_the_desk(
    client: Client, published: Publication, path: str, role: Role
) -> None:
    client.force_login(factories.user(role))
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", [*STAFF_WRITES, "/chat/choose/", "/chat/feedback/", "/chat/restart/"])
def test_what_changes_something_is_never_a_get(editor: Client, published: Publication, path: str) -> None:
    assert editor.get(path).status_code == 405


def test_only_what_is_published_is_read(client: Client, published: Publication) -> None:
    factories_before = client.get("/faq/").content.decode()
    assert "転入届はどうすればよいですか" in factories_before
    client.force_login(factories.user(Role.FAQ_EDITOR))
    client.post("/staff/faq/new/", entry_form())
    assert FaqEntry.objects.filter(key="library").exists()
    assert "本の借り方は？" not in client.get("/faq/").content.decode()
    assert client.get("/faq/library/").status_code == 404


def test_the_faq_can_be_narrowed_by_field_and_by_words(client: Client, published: Publication) -> None:
    by_field = client.get("/faq/", {"field": "ごみ"}).content.decode()
    by_words = client.get("/faq/", {"q": "保険年金課"}).content.decode()
    nothing = client.get("/faq/", {"q": "宇宙"}).content.decode()
    assert "粗大ごみはどう出せばよいですか" in by_field
    assert "転入届はどうすればよいですか" not in by_field
    assert "国民健康保険に入る手続き" in by_words
    assert "当てはまるものがありません" in nothing


@pytest.mark.parametrize(
    "path", ["/faq/", "/staff/faq/", "/staff/faq/unanswered/", "/staff/faq/publications/"]
)
def test_lists_ask_the_same_number_of_queries_for_few_and_for_many(
    editor: Client, published: Publication, path: str, django_assert_num_queries: Any
) -> None:
    conversation = conversations.begin(locale="ja", now=NOW)
    exchanges.ask(conversation=conversation, client_id="first", text=NOT_KNOWN, now=NOW)
    Exchange.objects.update(none_fits=True)
    needed = {"/faq/": 7, "/staff/faq/": 11, "/staff/faq/unanswered/": 9, "/staff/faq/publications/": 14}[
        path
    ]
    with django_assert_num_queries(needed):
        editor.get(path)
    for number in range(60):
        words = Words(question=f"質問{number}", answer="答え")
        create_entry(actor=None, key=f"more-{number}", field=f"分野{number % 7}", words=words, now=NOW)
        exchange = Exchange.objects.filter(client_id="first").get()
        exchange.pk, exchange.number, exchange.client_id = None, number + 2, f"a{number}"
        exchange.save(force_insert=True)
    for _ in range(3):
        faq.publish()
    with django_assert_num_queries(needed):
        editor.get(path)


def test_an_editor_writes_an_entry_revises_it_and_sees_the_history(editor: Client) -> None:
    made = editor.post("/staff/faq/new/", entry_form())
    assert made.headers["Location"] == "/staff/faq/entries/library/"
    changed = entry_form(answer="カードなしでも借りられます。", read_number="1")
    assert editor.post("/staff/faq/entries/library/", changed).status_code == 302
    page = editor.get("/staff/faq/entries/library/").content.decode()
    assert "カードを作ってください。" in page
    assert "カードなしでも借りられます。" in page
    assert [event.action for event in AuditEvent.objects.all()] == ["faq.create", "faq.revise"]


def test_saving_without_a_change_adds_no_revision(editor: Client) -> None:
    editor.post("/staff/faq/new/", entry_form())
    editor.post("/staff/faq/entries/library/", entry_form(read_number="1"))
    assert FaqEntry.objects.get().revisions.count() == 1


def test_the_second_of_two_editors_is_told_and_keeps_what_they_wrote(editor: Client) -> None:
    editor.post("/staff/faq/new/", entry_form())
    editor.post("/staff/faq/entries/library/", entry_form(answer="一人目", read_number="1"))
    second = editor.post("/staff/faq/entries/library/", entry_form(answer="二人目", read_number="1"))
    assert second.status_code == 422
    assert "二人目" in second.content.decode()
    assert "一人目" in second.content.decode()
    assert FaqEntry.objects.get().revisions.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "ba d"},
        {"key": ""},
        {"question": "長" * 301},
        {"answer": ""},
        {"source_url": "javascript:alert(1)"},
        {"checked_on": "yesterday"},
    ],
)
def test_an_entry_that_is_not_whole_is_not_kept(editor: Client, wrong: dict[str, str]) -> None:
    page = editor.post("/staff/faq/new/", entry_form(**wrong))
    assert "error-summary" in page.content.decode()
    assert FaqEntry.objects.count() == 0


def test_a_key_is_taken_once(editor: Client) -> None:
    editor.post("/staff/faq/new/", entry_form())
    again = editor.post("/staff/faq/new/", entry_form())
    assert "このキーはほかの質問で使われています" in again.content.decode()


def test_phrasings_are_added_once_and_removed(editor: Client, published: Publication) -> None:
    entry = FaqEntry.objects.get(key="moving-in")
    before = entry.utterances.count()
    for expected in (302, 422):
        added = editor.post("/staff/faq/entries/moving-in/utterances/", {"text": "越してきました"})
        assert added.status_code == expected
    assert entry.utterances.count() == before + 1
    utterance = entry.utterances.get(text="越してきました")
    editor.post("/staff/faq/entries/moving-in/utterances/remove/", {"utterance": utterance.pk})
    assert entry.utterances.count() == before


def test_a_number_beyond_a_thousand_is_not_dressed_up_where_a_form_sends_it_back(
    editor: Client, published: Publication
) -> None:
    entry = FaqEntry.objects.get(key="moving-in")
    Utterance.objects.create(pk=12345, entry=entry, text="越してきました")
    assert 'value="12345"' in editor.get("/staff/faq/entries/moving-in/").content.decode()


def test_an_utterance_of_another_entry_is_not_removed_by_the_way(
    editor: Client, published: Publication
) -> None:
    other = FaqEntry.objects.get(key="bulky-waste").utterances.first()
    assert other
    editor.post("/staff/faq/entries/moving-in/utterances/remove/", {"utterance": other.pk})
    other.refresh_from_db()


def test_an_entry_is_archived_and_taken_into_use_again(editor: Client, published: Publication) -> None:
    for archived in (True, False):
        editor.post("/staff/faq/entries/moving-in/archive/")
        assert FaqEntry.objects.get(key="moving-in").is_archived is archived


def test_a_file_is_checked_previewed_and_imported_by_a_job(
    editor: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    content = "key,question,answer\nnew,質問,回答\nba d,質問,回答\n".encode("cp932")
    upload = SimpleUploadedFile("faq.csv", content)
    sent = editor.post("/staff/faq/import/", {"kind": "entries", "file": upload, "default_field": "窓口"})
    preview = sent.headers["Location"]
    page = editor.get(preview).content.decode()
    assert "CP932" in page
    assert "ba d" in page
    assert FaqEntry.objects.count() == 0
    with django_capture_on_commit_callbacks(execute=True):
        started = editor.post(preview)
    job = Job.objects.get()
    assert started.headers["Location"] == job.get_absolute_url()
    assert (job.state, job.result["added"]) == (Job.State.DONE, 1)
    assert FaqEntry.objects.get().field == "窓口"


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x00", b"a,b\n1,2", b'key,question,answer\nx,"y'])
def test_a_file_that_cannot_be_read_gives_a_message_and_keeps_nothing(editor: Client, content: bytes) -> None:
    upload = SimpleUploadedFile("faq.csv", content)
    page = editor.post("/staff/faq/import/", {"kind": "entries", "file": upload})
    assert page.status_code == 422
    assert "error-summary" in page.content.decode()
    assert FaqUpload.objects.count() == 0


def test_somebody_elses_upload_is_not_found(editor: Client, client: Client) -> None:
    upload = SimpleUploadedFile("faq.csv", b"key,question,answer\nx,y,z\n")
    sent = editor.post("/staff/faq/import/", {"kind": "entries", "file": upload})
    editor.force_login(factories.user(Role.FAQ_EDITOR))
    assert editor.get(sent.headers["Location"]).status_code == 404


def test_publishing_twice_by_a_double_click_is_one_publication(
    editor: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    faq.write()
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            editor.post("/staff/faq/publications/", {"request_id": "same"})
    published = Publication.objects.get()
    assert not published.is_active
    assert published.job.state == Job.State.DONE


def test_an_editor_lets_an_older_publication_answer_again(editor: Client) -> None:
    faq.write()
    first, second = faq.publish(), faq.publish()
    editor.post(f"/staff/faq/publications/{first.number}/activate/", {"seen": second.number})
    assert list(Publication.objects.active()) == [first]


def test_the_newest_publication_stands_first(editor: Client) -> None:
    faq.write()
    faq.publish()
    faq.publish()
    page = editor.get("/staff/faq/publications/").content.decode()
    assert page.index("/publications/2/") < page.index("/publications/1/")


@pytest.mark.usefixtures("standing_clock")
def test_too_many_writes_of_one_person_are_told_to_wait(editor: Client) -> None:
    codes = [editor.post("/staff/faq/entries/x/archive/").status_code for _ in range(122)]
    assert codes[0] == 404
    assert codes[-1] == 429
