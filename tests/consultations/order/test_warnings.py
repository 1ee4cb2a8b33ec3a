"""Before personal data become public, their author is asked once whether that is meant."""

import pytest

from accounts.models import User
from consultations.models import Comment, Consultation, Opinion
from tests import factories
from tests.consultations.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PHONE = "連絡先は090-1234-5678です。"
WARNING = "「090-1234-5678」は電話番号のように見えます。"
KEY = "k" * 30


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


def test_a_comment_with_a_phone_number_is_asked_about_first(consultation: Consultation, yui: User) -> None:
    client, path = signed_in(yui), f"/threads/{consultation.thread.pk}/comments/new/"
    page = client.post(path, {"text": PHONE, "form_key": KEY}).content.decode()
    assert WARNING in page
    assert PHONE in page
    assert not Comment.objects.exists()
    assert client.post(path, {"text": PHONE, "form_key": KEY, "post_anyway": "1"}).status_code == 302
    assert Opinion.objects.get().is_public


def test_changed_words_go_through(consultation: Consultation, yui: User) -> None:
    client, path = signed_in(yui), f"/threads/{consultation.thread.pk}/comments/new/"
    client.post(path, {"text": PHONE, "form_key": KEY})
    assert client.post(path, {"text": "連絡をください。", "form_key": KEY}).status_code == 302


def test_the_check_page_of_a_proposal_warns(consultation: Consultation, yui: User) -> None:
    draft = factories.proposal(consultation, author=yui, text=PHONE, published=False)
    path = f"/consultations/waterfront/proposals/{draft.pk}/check/"
    assert WARNING in signed_in(yui).get(path).content.decode()


def test_an_edit_is_asked_about_only_for_what_is_new(consultation: Consultation, yui: User) -> None:
    opinion = factories.comment(consultation, author=yui, text="連絡をください。").opinion
    client, path = signed_in(yui), f"/opinions/{opinion.receipt}/edit/"
    assert WARNING in client.post(path, {"text": PHONE, "base": "1"}).content.decode()
    assert client.post(path, {"text": PHONE, "base": "1", "post_anyway": "1"}).status_code == 302
    assert client.post(path, {"text": PHONE, "base": "2"}).status_code == 302


@pytest.mark.parametrize("text", ["バスを増やしてください。", "2026年11月20日に桜台二丁目で見ました。"])
def test_ordinary_words_are_not_asked_about(consultation: Consultation, yui: User, text: str) -> None:
    path = f"/threads/{consultation.thread.pk}/comments/new/"
    assert signed_in(yui).post(path, {"text": text, "form_key": KEY}).status_code == 302
