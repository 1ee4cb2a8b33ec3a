"""Who begins a proposal is shown what is there already."""

import pytest
from django.test import Client

from accounts.models import User
from consultations import indexing
from consultations.models import Consultation, Proposal
from consultations.services.proposals import similar
from tests import factories
from tests.consultations.conftest import signed_in
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


def proposed(consultation: Consultation, title: str, text: str = "", **fields: object) -> Proposal:
    proposal = factories.proposal(consultation, title=title, text=text or title, **fields)  # type: ignore[arg-type]
    indexing.opinion(proposal.opinion)
    return proposal


def near(consultation: Consultation, text: str) -> list[str]:
    return [p.opinion.words.title for p in similar.proposals(consultation=consultation, text=text)]


def test_the_same_wish_in_other_words_is_shown_closest_first(consultation: Consultation) -> None:
    proposed(consultation, "海沿いの道に木陰をつくる", "夏の遊歩道は暑いので街路樹を植える。")
    proposed(consultation, "海沿いの遊歩道に街路樹を植える")
    proposed(consultation, "港で朝市を開く")
    assert near(consultation, "遊歩道へ街路樹を増やしてほしい") == [
        "海沿いの遊歩道に街路樹を植える",
        "海沿いの道に木陰をつくる",
    ]


def test_katakana_and_old_kanji_resemble_their_other_spelling(consultation: Consultation) -> None:
    proposed(consultation, "図書館にベンチを置く")
    assert near(consultation, "圖書館にﾍﾞﾝﾁがほしい") == ["図書館にベンチを置く"]


@pytest.mark.parametrize(
    "text", ["", "街路樹", "それはとてもいいことだとおもいます", "%%%%%%%%%%", "\0\0\0\0\0\0\0\0\0"]
)
def test_too_little_or_nothing_telling_resembles_nothing(consultation: Consultation, text: str) -> None:
    proposed(consultation, "遊歩道に街路樹を植える")
    assert near(consultation, text) == []


def test_what_is_not_public_or_elsewhere_is_not_shown(consultation: Consultation) -> None:
    proposed(consultation, "遊歩道に街路樹を植える", hidden_at=NOW)
    proposed(factories.idea_collection(), "遊歩道に街路樹を植える")
    draft = factories.proposal(consultation, title="遊歩道に街路樹を植える", published=False)
    indexing.opinion(draft.opinion)
    assert near(consultation, "遊歩道に街路樹を植える") == []


def test_the_piece_of_a_page_has_links_and_nothing_when_there_is_nothing(
    client: Client, consultation: Consultation
) -> None:
    proposal = proposed(consultation, "遊歩道に<街路樹>を植える")
    path = "/consultations/waterfront/proposals/similar/"
    page = client.get(path, {"text": "遊歩道に街路樹を植える"}).content.decode()
    assert f'href="/consultations/waterfront/proposals/{proposal.pk}/"' in page
    assert "&lt;街路樹&gt;" in page
    assert client.get(path, {"text": "朝市"}).content.decode().strip() == ""


def test_the_check_page_shows_them_without_any_script(consultation: Consultation, yui: User) -> None:
    proposed(consultation, "遊歩道に街路樹を植える")
    draft = factories.proposal(consultation, title="街路樹を遊歩道に", author=yui, published=False)
    page = signed_in(yui).get(f"/consultations/waterfront/proposals/{draft.pk}/check/").content.decode()
    assert "遊歩道に街路樹を植える" in page
