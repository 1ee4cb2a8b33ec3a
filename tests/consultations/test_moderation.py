"""Hiding and restoring, and that hidden words are nowhere to be read."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts import audit
from accounts.models import AuditEvent, User
from consultations.models import ModerationDecision, Opinion, Thread
from consultations.services.order import moderation
from consultations.services.order.moderation import NothingToDecide, Reason
from consultations.services.participation import opinions
from tests import factories
from tests.consultations.conftest import signed_in
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
CANARY = "かくされた言葉ZQX"


def hide(opinion: Opinion, moderator: User) -> ModerationDecision:
    return moderation.hide(
        opinion=opinion,
        moderator=moderator,
        reason=Reason.PERSONAL_DATA,
        explanation="電話番号が書かれています。",
        now=NOW,
    )


def test_a_decision_hides_counts_and_is_in_the_audit_trail(moderator: User) -> None:
    comment = factories.comment(factories.consultation())
    hide(comment.opinion, moderator)
    comment.opinion.refresh_from_db()
    assert not comment.opinion.is_public
    assert Thread.objects.get(pk=comment.thread_id).comments_count == 0
    event = AuditEvent.objects.get()
    assert (event.action, event.subject) == ("opinion.hide", comment.opinion.receipt)
    assert list(audit.broken_links()) == []


def test_restoring_brings_words_and_counter_back(moderator: User) -> None:
    comment = factories.comment(factories.consultation())
    hide(comment.opinion, moderator)
    moderation.restore(
        opinion=comment.opinion,
        moderator=moderator,
        reason=Reason.MISTAKE,
        explanation="誤りでした。",
        now=NOW,
    )
    comment.opinion.refresh_from_db()
    assert comment.opinion.is_public
    assert Thread.objects.get(pk=comment.thread_id).comments_count == 1


def test_what_is_decided_is_not_decided_again(moderator: User) -> None:
    opinion = factories.comment(factories.consultation()).opinion
    hide(opinion, moderator)
    with pytest.raises(NothingToDecide):
        hide(opinion, moderator)
    assert Thread.objects.get(comments__opinion=opinion).comments_count == 0


def test_hiding_what_was_withdrawn_does_not_count_twice(moderator: User, yui: User) -> None:
    opinion = factories.comment(factories.consultation(), author=yui).opinion
    opinions.withdraw(opinion=opinion, author=yui, now=NOW)
    hide(opinion, moderator)
    assert Thread.objects.get(comments__opinion=opinion).comments_count == 0


@pytest.mark.parametrize("who", ["yui", "planner"])
def test_only_moderators_decide(who: str, request: pytest.FixtureRequest) -> None:
    opinion = factories.comment(factories.consultation()).opinion
    with pytest.raises(PermissionDenied):
        hide(opinion, request.getfixturevalue(who))


def test_hidden_words_are_on_no_public_page(moderator: User, yui: User, kenji: User) -> None:
    consultation = factories.idea_collection(slug="waterfront")
    proposal = factories.proposal(consultation, author=yui, title=CANARY, text=CANARY)
    comment = factories.comment(proposal, author=yui, text=CANARY)
    factories.revision(comment.opinion, text=f"{CANARY}二")
    for opinion in (proposal.opinion, comment.opinion):
        hide(opinion, moderator)
    receipts = [proposal.opinion.receipt, comment.opinion.receipt]
    paths = [
        "/",
        "/consultations/waterfront/",
        "/consultations/waterfront/proposals/",
        f"/consultations/waterfront/proposals/{proposal.pk}/",
        f"/threads/{comment.thread_id}/comments/new/?parent={comment.pk}",
        *(f"/opinions/{receipt}/history/" for receipt in receipts),
        *(f"/opinions/{receipt}/revisions/1/?start=0&end=4" for receipt in receipts),
    ]
    for person in (None, kenji):
        for path in paths:
            page = signed_in(person).get(path)
            assert CANARY not in page.content.decode(), (path, page.status_code)
            assert page.status_code in {200, 302, 409}, path


def test_the_author_reads_the_reason_and_the_own_words(moderator: User, yui: User) -> None:
    opinion = factories.comment(factories.consultation(), author=yui, text=CANARY).opinion
    hide(opinion, moderator)
    page = signed_in(yui).get("/my/opinions/").content.decode()
    assert CANARY in page
    assert "電話番号が書かれています。" in page
    assert CANARY in signed_in(yui).get(f"/opinions/{opinion.receipt}/history/").content.decode()


def test_a_moderator_hides_and_restores_through_the_pages(moderator: User) -> None:
    opinion = factories.comment(factories.consultation(), text=CANARY).opinion
    client = signed_in(moderator)
    path = f"/staff/moderation/{opinion.receipt}/"
    assert CANARY in client.get(path).content.decode()
    unexplained = client.post(path, {"verdict": "hide", "reason": "abuse", "explanation": " "})
    assert unexplained.status_code == 422
    client.post(path, {"verdict": "hide", "reason": "abuse", "explanation": "ひどい言葉です。"})
    assert Opinion.objects.get(pk=opinion.pk).hidden_at == NOW
    assert CANARY in client.get("/staff/moderation/?show=hidden").content.decode()
    client.post(path, {"verdict": "restore", "reason": "mistake", "explanation": "読み違えました。"})
    assert Opinion.objects.get(pk=opinion.pk).is_public
    assert [decision.verdict for decision in opinion.decisions.all()] == ["restore", "hide"]
