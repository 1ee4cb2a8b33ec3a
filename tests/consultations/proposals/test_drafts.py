"""A draft that keeps itself: in one window, in two, and when it cannot."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.rate_limits import AUTOSAVES
from consultations.models import Consultation, Proposal
from consultations.services.proposals import publishing
from tests import factories
from tests.consultations.conftest import signed_in
from tests.factories import DAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
URL = "/consultations/waterfront/proposals"
KEY = "k" * 32


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


@pytest.fixture
def draft(consultation: Consultation, yui: User) -> Proposal:
    return factories.proposal(consultation, author=yui, published=False, title="題", text="はじめの文")


def keep(client: Client, draft: Proposal, text: str, seen: str) -> Any:
    return client.post(f"{URL}/{draft.pk}/autosave/", {"title": "題", "text": text, "seen": seen})


def words(draft: Proposal) -> str:
    return Proposal.objects.with_words().get(pk=draft.pk).opinion.words.text


def test_the_second_window_overwrites_nothing_and_is_shown_both_texts(draft: Proposal, yui: User) -> None:
    client = signed_in(yui)
    seen = draft.opinion.words.sha256
    assert keep(client, draft, "一つめの窓の文", seen).status_code == 200
    refused = keep(client, draft, "二つめの窓の文", seen)
    assert refused.status_code == 409
    assert "別の画面" in refused.content.decode()
    assert words(draft) == "一つめの窓の文"
    form = {"title": "題", "text": "二つめの窓の文", "seen": seen}
    page = client.post(f"{URL}/{draft.pk}/draft/", form)
    assert page.status_code == 409
    for text in ("一つめの窓の文", "二つめの窓の文"):
        assert text in page.content.decode()
    chosen = page.context["form"]["seen"].value()
    assert client.post(f"{URL}/{draft.pk}/draft/", form | {"seen": chosen}).status_code == 302
    assert words(draft) == "二つめの窓の文"


def test_one_window_goes_on_from_what_it_saved_itself(draft: Proposal, yui: User) -> None:
    client = signed_in(yui)
    first = keep(client, draft, "一", draft.opinion.words.sha256)
    assert keep(client, draft, "一二", first["X-Draft-Seen"]).status_code == 200
    assert keep(client, draft, "一二", first["X-Draft-Seen"]).status_code == 200, "sent twice it is one"
    assert words(draft) == "一二"


def test_the_form_of_the_draft_knows_the_words_it_shows(draft: Proposal, yui: User) -> None:
    page = signed_in(yui).get(f"{URL}/{draft.pk}/draft/").content.decode()
    assert f'value="{draft.opinion.words.sha256}"' in page


def test_what_is_too_long_is_not_saved_and_the_line_says_so(draft: Proposal, yui: User) -> None:
    answer = signed_in(yui).post(f"{URL}/{draft.pk}/autosave/", {"title": "長" * 81, "text": "文"})
    assert answer.status_code == 422
    assert "題名" in answer.content.decode()
    assert words(draft) == "はじめの文"


def test_a_new_draft_after_the_close_is_refused_in_words(
    consultation: Consultation, yui: User, clock: Any
) -> None:
    clock.move_to(NOW + 30 * DAY)
    answer = signed_in(yui).post(f"{URL}/autosave/", {"form_key": KEY, "title": "題", "text": "文"})
    assert answer.status_code == 409
    assert "受付が終わっている" in answer.content.decode()
    assert not Proposal.objects.exists()


def test_an_old_window_does_not_change_what_is_public(
    consultation: Consultation, draft: Proposal, yui: User
) -> None:
    client = signed_in(yui)
    client.post(f"{URL}/autosave/", {"form_key": KEY, "title": "題", "text": "公開する文"})
    kept = Proposal.objects.exclude(pk=draft.pk).get()
    publishing.publish(proposal=kept, author=yui, now=NOW)
    answer = client.post(f"{URL}/autosave/", {"form_key": KEY, "title": "題", "text": "あとから変えた文"})
    assert answer.status_code == 409
    assert "公開されています" in answer.content.decode()
    assert words(kept) == "公開する文"


def test_who_saves_too_often_is_told_to_wait(draft: Proposal, yui: User) -> None:
    client = signed_in(yui)
    for _time in range(AUTOSAVES.times):
        keep(client, draft, "はじめの文", "")
    answer = keep(client, draft, "はじめの文", "")
    assert answer.status_code == 429
    assert answer["Content-Type"].startswith("text/plain")


def test_a_draft_keeps_itself_from_the_first_words_on(consultation: Consultation, yui: User) -> None:
    client = signed_in(yui)
    form = {"form_key": "k" * 32, "title": "", "text": "まだ途中の"}
    first = client.post(f"{URL}/autosave/", form)
    assert first.status_code == 200
    assert "17:00" in first.content.decode()
    assert first["X-Draft-Seen"]
    again = client.post(f"{URL}/autosave/", form | {"title": "海辺に木陰を", "text": "まだ途中の文"})
    assert again["X-Draft"] == first["X-Draft"]
    draft = Proposal.objects.get()
    assert (draft.opinion.words.title, draft.opinion.words.text) == ("海辺に木陰を", "まだ途中の文")
    sent = client.post(f"{URL}/new/", form | {"title": "海辺に木陰を", "text": "できた文", "check": "1"})
    assert sent["Location"] == f"{URL}/{draft.pk}/extras/"
    assert Proposal.objects.count() == 1


def test_nothing_is_kept_of_an_empty_form_or_in_a_strangers_draft(
    draft: Proposal, yui: User, kenji: User
) -> None:
    empty = {"form_key": "k" * 32, "title": "", "text": " "}
    assert signed_in(yui).post(f"{URL}/autosave/", empty).status_code == 204
    assert Proposal.objects.count() == 1
    assert signed_in(kenji).post(f"{URL}/{draft.pk}/autosave/", {"text": "よそから"}).status_code == 404


def test_what_is_unfinished_is_not_published(consultation: Consultation, yui: User) -> None:
    client = signed_in(yui)
    client.post(f"{URL}/autosave/", {"form_key": "k" * 32, "title": "題だけ", "text": ""})
    draft = Proposal.objects.get()
    answer = client.post(f"{URL}/{draft.pk}/check/", follow=True)
    assert "題名と提案の中身が必要" in answer.content.decode()
    assert Proposal.objects.get().opinion.published_at is None
