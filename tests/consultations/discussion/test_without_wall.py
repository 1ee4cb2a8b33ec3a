"""Everybody reads; whoever writes first and logs in afterwards loses nothing."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts import rate_limits
from accounts.models import User
from consultations.models import Comment, Consultation, Quotation, Reaction
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.discussion.material import address, posted
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WORDS = "長い時間をかけて書いた意見です。\n消えては困ります。"


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


def member() -> User:
    made = factories.user(display_name="海辺の住民")
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def log_in_by_code(client: Client, person: User, go_on: str = "/accounts/go-on/") -> str:
    """Returns where it leads."""
    client.post("/accounts/login/code/", {"email": person.email, "next": go_on})
    code = re.search(r"^\d{4}-\d{4}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    answer = client.post("/accounts/login/code/confirm/", {"code": code[0], "next": go_on})
    return answer.headers["Location"]


def test_a_visitor_reads_everything_public(client: Client, consultation: Consultation) -> None:
    section = factories.document(consultation).sections.get(number="1.1")
    proposal = factories.proposal(consultation)
    comment = factories.comment(proposal)
    for path in (
        "/",
        "/consultations/",
        consultation.get_absolute_url(),
        section.get_absolute_url(),
        "/consultations/waterfront/proposals/",
        proposal.get_absolute_url(),
        f"/opinions/{comment.opinion.receipt}/history/",
        f"/opinions/{comment.opinion.receipt}/revisions/1/",
        f"/comments/{comment.pk}/replies/",
        f"/threads/{proposal.thread.pk}/city/",
    ):
        assert client.get(path).status_code == 200, path
    assert client.get(f"/comments/{comment.pk}/").status_code == 302


def test_a_visitor_writes_first_logs_in_and_sends(client: Client, consultation: Consultation) -> None:
    page = client.get("/consultations/waterfront/").content.decode()
    path = address(consultation.thread)
    assert f'action="{path}"' in page
    answer = client.post(path, posted(WORDS, stance="agree"))
    assert answer.status_code == 401
    assert "書いた内容はそのまま残り" in answer.content.decode()
    assert "消えては困ります。" in answer.content.decode()
    assert log_in_by_code(client, member()) == "/accounts/go-on/"
    assert client.get("/accounts/go-on/").headers["Location"] == path
    form = client.get(path)
    assert form.context["form"]["text"].value() == WORDS
    assert form.context["form"]["stance"].value() == "agree"
    assert "まだ送信していません" in form.content.decode()
    assert not Comment.objects.exists()
    again = posted(WORDS, stance="agree", form_key=form.context["form"]["form_key"].value())
    assert client.post(path, again).status_code == 302
    assert Comment.objects.get().opinion.words.text == WORDS
    assert client.get(path).context["form"]["text"].value() is None, "it comes back once"


def test_a_quotation_waits_with_the_words(client: Client, consultation: Consultation) -> None:
    said = factories.comment(consultation, text="日陰がありません。")
    path = address(consultation.thread, f"?parent={said.pk}&quote={said.opinion.current_id}")
    client.post(path, posted(WORDS, quoted="日陰"))
    log_in_by_code(client, member())
    assert client.get("/accounts/go-on/").headers["Location"] == path
    form = client.get(path).context["form"]
    assert (form["text"].value(), form["quoted"].value()) == (WORDS, "日陰")
    client.post(path, posted(WORDS, quoted="日陰"))
    assert Quotation.objects.get().words == "日陰"


def test_what_is_closed_after_the_log_in_gives_the_words_back(
    client: Client, consultation: Consultation
) -> None:
    path = address(consultation.thread)
    client.post(path, posted(WORDS))
    consultation.phases.filter(ends_at__gt=NOW, starts_at__lt=NOW).update(ends_at=NOW)
    log_in_by_code(client, member())
    assert client.get("/accounts/go-on/").headers["Location"] == path
    answer = client.get(path)
    assert answer.status_code == 409
    assert "消えては困ります。" in answer.content.decode()


def test_the_password_leads_back_as_well(client: Client, consultation: Consultation) -> None:
    client.post(address(consultation.thread), posted(WORDS))
    person = member()
    sent = {"login": person.email, "password": factories.PASSWORD, "next": "/accounts/go-on/"}
    assert client.post("/accounts/login/", sent).headers["Location"] == "/accounts/go-on/"
    assert client.get("/accounts/go-on/").headers["Location"] == address(consultation.thread)


def test_a_new_account_without_a_password_leads_back(client: Client, consultation: Consultation) -> None:
    client.post(address(consultation.thread), posted(WORDS))
    sign_up = {"email": "new@example.org", "password1": "", "password2": "", "next": "/accounts/go-on/"}
    page = client.get("/accounts/signup/").context["form"]
    hidden = {field.html_name: field.value() or "" for field in page.hidden_fields()}
    assert client.post("/accounts/signup/", hidden | sign_up).status_code == 302
    code = re.search(r"^\d{4}-\d{4}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    answer = client.post("/accounts/confirm-email/", {"code": code[0]})
    assert answer.headers["Location"] == "/accounts/go-on/"
    person = User.objects.get(email="new@example.org")
    assert not person.has_usable_password()
    form = client.get(address(consultation.thread)).context["form"]
    assert "display_name" in form.fields, "the name is asked with the first words"
    assert form["text"].value() == WORDS


def test_what_has_no_words_goes_on_with_a_button(client: Client, consultation: Consultation) -> None:
    comment = factories.comment(consultation)
    before = "/consultations/waterfront/?order=newest"
    sent = client.post(
        f"/comments/{comment.pk}/reaction/",
        {"wish": "give"},
        headers={"referer": f"http://testserver{before}"},
    )
    assert sent.status_code == 401
    log_in_by_code(client, member())
    page = client.get("/accounts/go-on/").content.decode()
    assert f'action="/comments/{comment.pk}/reaction/"' in page
    assert client.post(f"/comments/{comment.pk}/reaction/", {"wish": "give"}).status_code == 302
    assert Reaction.objects.count() == 1
    assert client.get("/accounts/go-on/").headers["Location"] == "/accounts/profile/", (
        "nothing waits any more"
    )


def test_who_thinks_better_of_it_goes_back_to_the_page(client: Client, consultation: Consultation) -> None:
    comment = factories.comment(consultation)
    before = "/consultations/waterfront/?order=newest"
    where = {"referer": f"http://testserver{before}"}
    client.post(f"/comments/{comment.pk}/reaction/", {"wish": "give"}, headers=where)
    log_in_by_code(client, member())
    assert client.post("/accounts/go-on/").headers["Location"] == before
    assert client.get("/accounts/go-on/").headers["Location"] == "/accounts/profile/"


@pytest.mark.parametrize("page", ["https://elsewhere.example/", "http://testserver//elsewhere.example/"])
def test_the_way_back_stays_on_the_site(client: Client, consultation: Consultation, page: str) -> None:
    comment = factories.comment(consultation)
    client.post(f"/comments/{comment.pk}/reaction/", {"wish": "give"}, headers={"referer": page})
    log_in_by_code(client, member())
    assert client.post("/accounts/go-on/").headers["Location"] in ("/", "/elsewhere.example/")


def test_words_wait_one_hour(
    client: Client, consultation: Consultation, clock: time_machine.Traveller
) -> None:
    client.post(address(consultation.thread), posted(WORDS))
    clock.move_to(NOW + timedelta(minutes=61))
    log_in_by_code(client, member())
    assert client.get("/accounts/go-on/").headers["Location"] == "/accounts/profile/"


def test_passwords_are_never_kept(client: Client, consultation: Consultation) -> None:
    client.post(address(consultation.thread), posted(WORDS, password="secret", csrfmiddlewaretoken="t"))
    kept = dict(client.session["kept_words"]["fields"])
    assert set(kept) == {"text", "stance", "form_key"}


def test_words_too_long_to_keep_are_given_back(client: Client, consultation: Consultation) -> None:
    answer = client.post(address(consultation.thread), posted("あ" * 30_001))
    assert answer.status_code == 401
    assert "写し取ってください" in answer.content.decode()
    assert "あ" * 30_001 in answer.content.decode()


def test_a_flood_fills_no_table_of_sessions(
    client: Client, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "KEPT_WORDS", rate_limits.Limit("kept-words", 2, 600))
    answers = [Client().post(address(consultation.thread), posted(WORDS)) for _time in range(3)]
    assert ["写し取ってください" in answer.content.decode() for answer in answers] == [False, False, True]


def test_the_first_words_of_a_person_ask_for_a_name(consultation: Consultation) -> None:
    nameless = factories.user(display_name="")
    client = signed_in(nameless)
    assert 'name="display_name"' in client.get("/consultations/waterfront/").content.decode()
    path = address(consultation.thread)
    refused = client.post(path, posted(WORDS))
    assert refused.status_code == 422
    assert "表示する名前を入力してください" in refused.content.decode()
    assert client.post(path, posted(WORDS, display_name="𠮷野　さくら")).status_code == 302
    nameless.refresh_from_db()
    assert nameless.display_name == "𠮷野　さくら"
    assert 'name="display_name"' not in client.get("/consultations/waterfront/").content.decode()


def test_a_refused_comment_changes_no_name(consultation: Consultation, yui: User) -> None:
    client = signed_in(yui)
    client.post(address(consultation.thread), posted(WORDS, display_name="ほかの名前"))
    yui.refresh_from_db()
    assert yui.display_name == "ゆい"


def test_neither_number_nor_address_of_a_person_is_on_the_page(
    client: Client, consultation: Consultation
) -> None:
    nameless = factories.user(display_name="")
    factories.comment(consultation, author=nameless)
    page = client.get("/consultations/waterfront/").content.decode()
    assert nameless.email not in page
    assert str(nameless.public_id) not in page
    assert "匿名の" in page
