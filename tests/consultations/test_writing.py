"""Writing through the pages: what is sent, what is refused, and that no words are ever lost."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from consultations.models import Comment, Consultation, Opinion, Proposal
from tests import factories
from tests.consultations.conftest import signed_in
from tests.factories import NOW

pytestmark = pytest.mark.django_db
KEY = "a-form-key-of-twenty-letters"
WORDS = "駅前の駐輪場を夜も明るくしてください。"


@pytest.fixture
def consultation(clock: time_machine.Traveller) -> Consultation:
    return factories.idea_collection(slug="waterfront")


@pytest.fixture
def client(yui: User) -> Client:
    return signed_in(yui)


def comment_path(consultation: Consultation) -> str:
    return f"/threads/{consultation.thread.pk}/comments/new/"


def test_a_comment_goes_from_the_form_to_the_receipt(consultation: Consultation, client: Client) -> None:
    page = client.get("/consultations/waterfront/").content.decode()
    found = re.search(r'name="form_key" value="([^"]{20,})"', page)
    assert found
    sent = {"text": WORDS, "stance": "agree", "form_key": found[1]}
    answer = client.post(comment_path(consultation), sent, follow=True)
    opinion = Opinion.objects.get()
    assert answer.redirect_chain[-1][0] == f"/opinions/{opinion.receipt}/receipt/"
    assert opinion.receipt in answer.content.decode()
    assert "すべてのご意見を読み" in answer.content.decode()
    again = client.post(comment_path(consultation), sent)
    assert again.headers["Location"] == f"/opinions/{opinion.receipt}/receipt/"
    assert Opinion.objects.count() == 1


BAD_TEXTS = {
    "empty": "",
    "only spaces": " 　\n\t",
    "too long": "あ" * 1001,
    "100 kB": "長い" * 17_000,
    "control characters": f"{WORDS}\x08",
    "NUL": f"{WORDS}\x00",
    "text that turns around": f"{WORDS}\u202e",
    "a thousand marks on one letter": "a" + "\u0301" * 9_000,
}


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS.keys())
def test_bad_text_gets_a_summary_of_errors_and_is_given_back(
    consultation: Consultation, client: Client, text: str
) -> None:
    answer = client.post(comment_path(consultation), {"text": text, "form_key": KEY})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "error-summary" in page
    assert 'href="#id_text"' in page
    assert text.strip()[:200] in page
    assert Comment.objects.count() == 0


def test_bytes_that_are_not_text_are_refused_with_words(consultation: Consultation, client: Client) -> None:
    for body in (b"text=%ED%A0%80abc", b"text=%FF%FEabc", b"text=%00"):
        answer = client.post(
            comment_path(consultation),
            body + b"&form_key=" + KEY.encode(),
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code == 422
        assert "error-summary" in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "1,000 characters at most."), ("ja", "1,000文字まで。")]
)
def test_how_much_may_be_written_is_said_in_the_language_of_the_reader(
    consultation: Consultation, client: Client, language: str, words: str
) -> None:
    page = client.get(comment_path(consultation), headers={"accept-language": language}).content.decode()
    assert words in page


def test_a_stance_that_does_not_exist_is_refused(consultation: Consultation, client: Client) -> None:
    answer = client.post(comment_path(consultation), {"text": WORDS, "stance": "maybe", "form_key": KEY})
    assert answer.status_code == 422
    assert WORDS in answer.content.decode()


def test_a_form_without_its_key_can_be_sent_once_more(consultation: Consultation, client: Client) -> None:
    for key in ("", "short", "x" * 65):
        answer = client.post(comment_path(consultation), {"text": WORDS, "form_key": key})
        assert answer.status_code == 422
        assert WORDS in answer.content.decode()
        found = re.search(r'name="form_key" value="([^"]*)"', answer.content.decode())
        assert found
        assert (
            client.post(comment_path(consultation), {"text": WORDS, "form_key": found[1]}).status_code == 302
        )


def test_a_thousand_visible_characters_are_a_thousand(consultation: Consultation, client: Client) -> None:
    family = "👨‍👩‍👧‍👦"
    answer = client.post(comment_path(consultation), {"text": family * 1000, "form_key": KEY})
    assert answer.status_code == 302


def test_after_the_close_the_page_says_when_and_gives_the_words_back(
    consultation: Consultation, client: Client, clock: time_machine.Traveller
) -> None:
    close = consultation.closes_at()
    assert close
    clock.move_to(close)
    answer = client.post(comment_path(consultation), {"text": WORDS, "form_key": KEY})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "2026年11月30日（月）17:00" in page
    assert WORDS in page
    clock.move_to(close - timedelta(seconds=1))
    assert client.post(comment_path(consultation), {"text": WORDS, "form_key": KEY}).status_code == 302


def test_the_eleventh_comment_in_ten_minutes_waits_and_keeps_its_words(
    consultation: Consultation, client: Client, kenji: User
) -> None:
    for number in range(10):
        sent = {"text": WORDS, "form_key": f"{KEY}{number}"}
        assert client.post(comment_path(consultation), sent).status_code == 302
    refused = client.post(comment_path(consultation), {"text": WORDS, "form_key": f"{KEY}11"})
    assert refused.status_code == 429
    assert WORDS in refused.content.decode()
    assert "error-summary" in refused.content.decode()
    other = signed_in(kenji).post(comment_path(consultation), {"text": WORDS, "form_key": KEY})
    assert other.status_code == 302


def test_going_back_and_sending_other_words_offers_them_as_an_edit(
    consultation: Consultation, client: Client
) -> None:
    client.post(comment_path(consultation), {"text": WORDS, "form_key": KEY})
    answer = client.post(comment_path(consultation), {"text": "書き直した言葉", "form_key": KEY})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "書き直した言葉" in page
    assert WORDS in page
    assert f"/opinions/{Opinion.objects.get().receipt}/edit/" in page


def test_a_reply_where_none_is_possible_gives_the_words_back(
    consultation: Consultation, client: Client
) -> None:
    hidden = factories.comment(consultation, hidden_at=NOW)
    answer = client.post(f"{comment_path(consultation)}?parent={hidden.pk}", {"text": WORDS, "form_key": KEY})
    assert answer.status_code == 409
    assert WORDS in answer.content.decode()
    for parent in ("999", "abc", "²", "9" * 40):
        assert client.get(f"{comment_path(consultation)}?parent={parent}").status_code == 404


def test_an_edit_leads_to_the_history_with_what_changed_in_words(
    consultation: Consultation, client: Client, yui: User
) -> None:
    opinion = factories.comment(consultation, author=yui, text="夜も明るくしてください。").opinion
    path = f"/opinions/{opinion.receipt}/edit/"
    answer = client.post(
        path, {"text": "夜は静かにしてください。", "stance": "agree", "base": 1}, follow=True
    )
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"/opinions/{opinion.receipt}/history/"
    assert re.search(r"<del>.*削除.*明.*</del>", page)
    assert re.search(r"<ins>.*追加.*静.*</ins>", page)


def test_an_edit_in_a_second_window_shows_both_and_overwrites_nothing(
    consultation: Consultation, client: Client, yui: User
) -> None:
    opinion = factories.comment(consultation, author=yui).opinion
    path = f"/opinions/{opinion.receipt}/edit/"
    client.post(path, {"text": "窓その一", "base": 1})
    answer = client.post(path, {"text": "窓その二", "base": 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "窓その一" in page
    assert "窓その二" in page
    assert 'name="base" value="2"' in page


def test_a_proposal_goes_from_draft_over_the_check_page_to_its_receipt(
    consultation: Consultation, client: Client
) -> None:
    sent = {"title": "海辺に木陰を", "text": WORDS, "form_key": KEY}
    saved = client.post("/consultations/waterfront/proposals/new/", sent)
    proposal = Proposal.objects.get()
    base = f"/consultations/waterfront/proposals/{proposal.pk}/"
    assert saved.headers["Location"] == f"{base}draft/"
    assert client.get(base).headers["Location"] == f"{base}draft/"
    checked = client.post(f"{base}draft/", {"title": "海辺に木陰を", "text": f"{WORDS}！", "check": "1"})
    assert checked.headers["Location"] == f"{base}extras/"
    assert client.post(f"{base}extras/", {"check": "1"}).headers["Location"] == f"{base}check/"
    assert f"{WORDS}！" in client.get(f"{base}check/").content.decode()
    for _press in range(2):
        published = client.post(f"{base}check/")
        assert published.headers["Location"] == f"/opinions/{proposal.opinion.receipt}/receipt/"
    assert f"{WORDS}！" in Client().get(base).content.decode()


@pytest.mark.parametrize(
    ("title", "text", "place"),
    [("", WORDS, "title"), ("題" * 81, WORDS, "title"), ("題", "文" * 4001, "text")],
)
def test_a_proposal_with_an_error_keeps_both_fields(
    consultation: Consultation, client: Client, title: str, text: str, place: str
) -> None:
    sent = {"title": title, "text": text, "form_key": KEY}
    answer = client.post("/consultations/waterfront/proposals/new/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{place}"' in page
    assert title in page
    assert text in page


def test_support_is_given_and_taken_back_on_the_page(consultation: Consultation, client: Client) -> None:
    proposal = factories.proposal(consultation)
    path = f"{proposal.get_absolute_url()}support/"
    for wish, expected in (("give", 1), ("give", 1), ("take_back", 0)):
        assert client.post(path, {"wish": wish}).status_code == 302
        proposal.refresh_from_db()
        assert proposal.supports_count == expected
    assert client.get(path).status_code == 405


def test_withdrawing_leaves_a_note_in_place_of_the_words(
    consultation: Consultation, client: Client, yui: User
) -> None:
    opinion = factories.comment(consultation, author=yui, text=WORDS).opinion
    client.post(f"/opinions/{opinion.receipt}/withdraw/")
    page = Client().get("/consultations/waterfront/").content.decode()
    assert WORDS not in page
    assert 'class="tombstone"' in page


def test_a_permalink_finds_the_page_on_which_the_comment_stands(consultation: Consultation) -> None:
    last = [factories.comment(consultation) for _number in range(21)][-1]
    answer = Client().get(f"/comments/{last.pk}/")
    assert answer.headers["Location"] == f"/consultations/waterfront/?page=2#comment-{last.pk}"
    page = Client().get(answer.headers["Location"]).content.decode()
    assert f'id="comment-{last.pk}"' in page


def test_an_evidence_link_marks_the_quoted_place_on_the_right_revision(consultation: Consultation) -> None:
    opinion = factories.comment(consultation, text="一つめ。二つめは<b>太い</b>。三つめ。").opinion
    factories.revision(opinion, text="まったく別の言葉。")
    page = Client().get(f"/opinions/{opinion.receipt}/revisions/1/?start=4&end=16").content.decode()
    assert '<mark id="quotation">二つめは&lt;b&gt;太い&lt;/b</mark>' in page
    for query in ("start=4&end=900", "start=9&end=4", "start=-1&end=3", "start=a&end=b", "start=²&end=3"):
        answer = Client().get(f"/opinions/{opinion.receipt}/revisions/1/?{query}")
        assert answer.status_code == 200
        assert "<mark" not in answer.content.decode()
