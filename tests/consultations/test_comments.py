"""Posting, replying, rewriting and withdrawing comments, by the service."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import User
from consultations.models import Comment, Consultation, Opinion, Revision, Thread
from consultations.models.opinion import RevisionsAreKeptError
from consultations.services.consultations import NotOpen
from consultations.services.participation import comments, opinions
from consultations.services.participation.comments import NoReplyHere
from consultations.services.participation.opinions import AlreadySent, ChangedMeanwhile
from tests import factories
from tests.factories import DAY, NOW

pytestmark = pytest.mark.django_db
KEY = "a-form-key-of-twenty-letters"


@pytest.fixture
def consultation() -> Consultation:
    return factories.consultation()


def post(thread: Thread, author: User, **changes: object) -> Comment:
    said: dict[str, object] = {"text": "賛成です。", "stance": "agree", "form_key": KEY, "now": NOW}
    return comments.post(thread=thread, author=author, **(said | changes))  # type: ignore[arg-type]


def test_a_comment_is_public_at_once_with_a_receipt_and_one_revision(
    consultation: Consultation, yui: User
) -> None:
    comment = post(consultation.thread, yui)
    assert comment.opinion.is_public
    assert comment.opinion.receipt.startswith("Y-2026-")
    assert [revision.text for revision in comment.opinion.revisions.all()] == ["賛成です。"]
    assert comment.opinion.words.stance == "agree"
    consultation.thread.refresh_from_db()
    assert consultation.thread.comments_count == 1


def test_the_same_form_sent_twice_is_one_comment(consultation: Consultation, yui: User) -> None:
    first, second = post(consultation.thread, yui), post(consultation.thread, yui)
    assert first == second
    assert Thread.objects.get(consultation=consultation).comments_count == 1


def test_the_same_form_with_other_words_is_not_silently_dropped(
    consultation: Consultation, yui: User
) -> None:
    post(consultation.thread, yui)
    with pytest.raises(AlreadySent):
        post(consultation.thread, yui, text="やはり反対です。")


def test_nobody_takes_up_the_form_of_another_person(
    consultation: Consultation, yui: User, kenji: User
) -> None:
    assert post(consultation.thread, yui) != post(consultation.thread, kenji)


def test_the_second_of_two_equal_keys_is_refused_by_the_database(consultation: Consultation) -> None:
    first = factories.comment(consultation)
    other = factories.comment(consultation).opinion
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.filter(pk=other.pk).update(submission_key=first.opinion.submission_key)


def test_the_last_second_before_the_deadline_counts(consultation: Consultation, yui: User) -> None:
    close = consultation.closes_at()
    assert close
    assert post(consultation.thread, yui, now=close - timedelta(seconds=1)).opinion.is_public


@pytest.mark.parametrize("seconds", [0, 1])
def test_at_the_deadline_nothing_is_taken_any_more(
    consultation: Consultation, yui: User, seconds: int
) -> None:
    close = consultation.closes_at()
    assert close
    with pytest.raises(NotOpen) as refused:
        post(consultation.thread, yui, now=close + timedelta(seconds=seconds))
    assert refused.value.closed_at == close
    assert Comment.objects.count() == 0


def test_before_the_opening_the_refusal_says_when_it_opens(yui: User) -> None:
    forthcoming = factories.forthcoming_consultation()
    with pytest.raises(NotOpen) as refused:
        post(forthcoming.thread, yui)
    assert refused.value.opens_at == NOW + 5 * DAY
    assert refused.value.closed_at is None


def test_replies_go_four_levels_deep_and_no_deeper(consultation: Consultation, yui: User) -> None:
    comment = post(consultation.thread, yui)
    for level in range(1, 4):
        comment = post(consultation.thread, yui, parent=comment, form_key=f"{KEY}{level}")
        assert comment.depth == level
    with pytest.raises(NoReplyHere):
        post(consultation.thread, yui, parent=comment, form_key=f"{KEY}-too-deep")


def test_a_reply_stays_in_its_thread_and_needs_words_to_reply_to(
    consultation: Consultation, yui: User
) -> None:
    elsewhere = factories.comment(factories.consultation())
    hidden = factories.comment(consultation, hidden_at=NOW)
    for parent in (elsewhere, hidden):
        with pytest.raises(NoReplyHere):
            post(consultation.thread, yui, parent=parent)


def test_a_hidden_proposal_takes_no_comments(yui: User) -> None:
    proposal = factories.proposal(factories.idea_collection(), hidden_at=NOW)
    with pytest.raises(PermissionDenied):
        post(proposal.thread, yui)


def test_an_edit_adds_a_revision_and_keeps_the_one_before(consultation: Consultation, yui: User) -> None:
    opinion = factories.comment(consultation, author=yui, text="賛成です。", stance="agree").opinion
    opinions.revise(opinion=opinion, author=yui, base=1, text="反対です。", stance="oppose", now=NOW + DAY)
    texts = [(r.number, r.text, r.stance) for r in Revision.objects.filter(opinion=opinion)]
    assert texts == [(1, "賛成です。", "agree"), (2, "反対です。", "oppose")]
    opinion.refresh_from_db()
    assert (opinion.words.number, opinion.stance) == (2, "oppose")


def test_an_edit_that_changes_nothing_adds_nothing(consultation: Consultation, yui: User) -> None:
    opinion = factories.comment(consultation, author=yui, text="賛成です。").opinion
    opinions.revise(opinion=opinion, author=yui, base=1, text="賛成です。", now=NOW)
    assert opinion.revisions.count() == 1


def test_the_second_editor_is_told_and_nothing_is_overwritten(consultation: Consultation, yui: User) -> None:
    opinion = factories.comment(consultation, author=yui).opinion
    opinions.revise(opinion=opinion, author=yui, base=1, text="窓その一", now=NOW)
    with pytest.raises(ChangedMeanwhile):
        opinions.revise(opinion=opinion, author=yui, base=1, text="窓その二", now=NOW)
    opinion.refresh_from_db()
    assert opinion.words.text == "窓その一"


def test_nothing_is_edited_after_the_close_or_by_another(
    consultation: Consultation, yui: User, kenji: User
) -> None:
    opinion = factories.comment(consultation, author=yui).opinion
    with pytest.raises(NotOpen):
        opinions.revise(opinion=opinion, author=yui, base=1, text="遅い", now=NOW + 11 * DAY)
    with pytest.raises(PermissionDenied):
        opinions.revise(opinion=opinion, author=kenji, base=1, text="他人", now=NOW)
    with pytest.raises(PermissionDenied):
        opinions.withdraw(opinion=opinion, author=kenji, now=NOW)


def test_withdrawing_counts_once_however_often_it_is_asked(consultation: Consultation, yui: User) -> None:
    opinion = factories.comment(consultation, author=yui).opinion
    factories.comment(consultation)
    for _press in range(3):
        opinions.withdraw(opinion=opinion, author=yui, now=NOW)
    assert Thread.objects.get(consultation=consultation).comments_count == 1
    assert opinion.revisions.count() == 1


def test_a_revision_is_never_changed_or_deleted(consultation: Consultation) -> None:
    revision = factories.comment(consultation).opinion.words
    revision.text = "ほかの言葉"
    with pytest.raises(RevisionsAreKeptError):
        revision.save()
    with pytest.raises(RevisionsAreKeptError):
        revision.delete()


def test_the_page_of_a_comment_is_found_by_its_root(consultation: Consultation) -> None:
    roots = [factories.comment(consultation) for _number in range(45)]
    reply = factories.comment(consultation, parent=roots[20])
    pages = [
        comments.page_of(comment=comment) for comment in (roots[0], roots[19], roots[20], reply, roots[44])
    ]
    assert pages == [1, 1, 2, 2, 3]
