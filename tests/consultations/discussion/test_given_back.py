"""Where a comment can no longer stand: said before it is written, or with its words given back."""

import pytest
from django.test import Client

from accounts.models import User
from consultations.models import Consultation, Thread
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.discussion.material import address, posted
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WORDS = "駅前の駐輪場を夜も明るくしてください。"


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


@pytest.fixture
def client(yui: User) -> Client:
    return signed_in(yui)


def test_where_no_reply_is_possible_no_form_is_offered(consultation: Consultation, client: Client) -> None:
    hidden = factories.comment(consultation, hidden_at=NOW)
    stands = client.get(address(consultation.thread, f"?parent={hidden.pk}"))
    assert stands.status_code == 409
    Thread.objects.filter(consultation=consultation).update(locked_at=NOW)
    assert client.get(address(consultation.thread)).status_code == 409


def test_words_for_a_proposal_that_was_hidden_meanwhile_are_given_back(
    consultation: Consultation, client: Client
) -> None:
    proposal = factories.proposal(consultation, hidden_at=NOW)
    path = address(proposal.thread)
    answer = client.post(path, posted(WORDS))
    assert answer.status_code == client.get(path).status_code == 409
    assert "この提案は、いま公開されていません" in answer.content.decode()
    assert WORDS in answer.content.decode()


def test_words_beside_a_quotation_that_is_gone_are_given_back(
    consultation: Consultation, client: Client
) -> None:
    hidden = factories.comment(consultation, hidden_at=NOW)
    path = address(consultation.thread, f"?quote={hidden.opinion.current_id}")
    answer = client.post(path, posted(WORDS, quoted=""))
    assert answer.status_code == 409
    assert "この言葉は、もう引用できません" in answer.content.decode()
    assert WORDS in answer.content.decode()
