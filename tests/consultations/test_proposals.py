"""Drafts, publication and supports, by the service."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import User
from consultations.models import Consultation, Opinion, Proposal, Revision, Support
from consultations.services.consultations import NotOpen
from consultations.services.participation.opinions import AlreadySent
from consultations.services.proposals import publishing, supports
from tests import factories
from tests.factories import DAY, NOW

pytestmark = pytest.mark.django_db
KEY = "a-form-key-of-twenty-letters"


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection()


def draft(consultation: Consultation, author: User, text: str = "木を植える。") -> Proposal:
    return publishing.draft(
        consultation=consultation, author=author, title="海辺に木陰を", text=text, form_key=KEY, now=NOW
    )


def test_the_same_form_goes_into_the_same_draft(consultation: Consultation, yui: User) -> None:
    first = draft(consultation, yui)
    again = draft(consultation, yui, "木をもっと植える。")
    assert first == again
    assert Revision.objects.get(opinion=first.opinion).text == "木をもっと植える。"


def test_the_words_of_a_draft_before_its_publication_are_not_in_the_history(
    consultation: Consultation, yui: User
) -> None:
    proposal = draft(consultation, yui, "言いすぎた言葉")
    proposal = publishing.redraft(proposal=proposal, author=yui, title="海辺", text="穏やかな言葉", now=NOW)
    publishing.publish(proposal=proposal, author=yui, now=NOW)
    assert [revision.text for revision in proposal.opinion.revisions.all()] == ["穏やかな言葉"]


def test_publishing_twice_is_publishing_once(consultation: Consultation, yui: User) -> None:
    proposal = draft(consultation, yui)
    first = publishing.publish(proposal=proposal, author=yui, now=NOW)
    second = publishing.publish(proposal=proposal, author=yui, now=NOW + DAY)
    assert first.opinion.published_at == second.opinion.published_at == NOW


def test_a_public_proposal_is_not_rewritten_by_its_old_draft_form(
    consultation: Consultation, yui: User
) -> None:
    proposal = publishing.publish(proposal=draft(consultation, yui), author=yui, now=NOW)
    with pytest.raises(AlreadySent):
        publishing.redraft(proposal=proposal, author=yui, title="別の題", text="別の言葉", now=NOW)


def test_a_draft_is_not_published_after_the_close(consultation: Consultation, yui: User) -> None:
    proposal = draft(consultation, yui)
    with pytest.raises(NotOpen):
        publishing.publish(proposal=proposal, author=yui, now=NOW + 10 * DAY)
    proposal.opinion.refresh_from_db()
    assert proposal.opinion.published_at is None


def test_a_public_comment_consultation_takes_no_proposals(yui: User) -> None:
    with pytest.raises(NotOpen):
        draft(factories.consultation(), yui)


def test_nobody_touches_the_draft_of_another(consultation: Consultation, yui: User, kenji: User) -> None:
    proposal = draft(consultation, yui)
    for act in (
        lambda: publishing.publish(proposal=proposal, author=kenji, now=NOW),
        lambda: publishing.redraft(proposal=proposal, author=kenji, title="題", text="文", now=NOW),
        lambda: publishing.discard(proposal=proposal, author=kenji),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_discarded_draft_leaves_nothing(consultation: Consultation, yui: User) -> None:
    publishing.discard(proposal=draft(consultation, yui), author=yui)
    assert not Opinion.objects.exists()
    assert not Revision.objects.exists()
    assert not Proposal.objects.exists()


def test_a_public_proposal_cannot_be_discarded(consultation: Consultation, yui: User) -> None:
    proposal = factories.proposal(consultation, author=yui)
    publishing.discard(proposal=proposal, author=yui)
    assert Proposal.objects.filter(pk=proposal.pk).exists()
    assert Opinion.objects.get(pk=proposal.opinion_id).words.text


def test_support_is_a_wish_and_stays_as_wished(consultation: Consultation, yui: User, kenji: User) -> None:
    proposal = factories.proposal(consultation)
    wishes = [supports.give(proposal=proposal, supporter=person, now=NOW) for person in (yui, yui, kenji)]
    assert wishes == [True, False, True]
    proposal.refresh_from_db()
    assert proposal.supports_count == 2
    taken = [supports.take_back(proposal=proposal, supporter=yui, now=NOW) for _press in range(2)]
    assert taken == [True, False]
    proposal.refresh_from_db()
    assert proposal.supports_count == Support.objects.count() == 1


def test_the_database_refuses_a_second_support(consultation: Consultation, yui: User) -> None:
    proposal = factories.proposal(consultation)
    factories.support(yui, proposal)
    with pytest.raises(IntegrityError), transaction.atomic():
        Support.objects.create(user=yui, proposal=proposal)


def test_no_support_after_the_close_nor_for_hidden_words(consultation: Consultation, yui: User) -> None:
    with pytest.raises(NotOpen):
        supports.give(proposal=factories.proposal(consultation), supporter=yui, now=NOW + 10 * DAY)
    with pytest.raises(PermissionDenied):
        supports.give(proposal=factories.proposal(consultation, hidden_at=NOW), supporter=yui, now=NOW)
