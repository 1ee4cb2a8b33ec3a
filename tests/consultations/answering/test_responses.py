import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent, User
from consultations.exporting.results import rows
from consultations.models import Response, ResponseCategory, ResponseWording, Theme
from consultations.services.answering import categories, responses
from consultations.services.answering.responses import (
    AnsweredElsewhereError,
    OutOfTurnError,
    OvertakenError,
    OwnWordsError,
    ReasonMissingError,
    UnfinishedError,
    Words,
)
from tests import factories
from tests.consultations.answering import material
from tests.factories import NOW

pytestmark = pytest.mark.django_db
State = Response.State


@pytest.fixture
def draft(planner: User) -> Response:
    """A written draft of the largest theme."""
    consultation, run = material.closed()
    return material.answered(rows.of_run(run).groups[0], consultation, planner)


def again(response: Response) -> Response:
    return Response.objects.get(pk=response.pk)


def test_a_theme_has_one_response_however_often_it_is_begun(draft: Response, second: User) -> None:
    theme = Theme.objects.get(answered__response=draft)
    same = responses.begin(consultation=draft.consultation, theme=theme, by=second, now=NOW)
    assert same == draft
    assert Response.objects.count() == 1


def test_the_first_response_brings_the_usual_categories(draft: Response) -> None:
    names = list(draft.consultation.response_categories.values_list("name", flat=True))
    assert names == categories.defaults()
    assert names[0] == "案に反映します"


def test_a_second_person_approves_and_never_the_one_who_wrote(
    draft: Response, planner: User, second: User
) -> None:
    responses.submit(response=draft, read_version=1, by=planner, now=NOW)
    with pytest.raises(OwnWordsError):
        responses.approve(response=again(draft), read_version=1, by=planner, now=NOW)
    assert again(draft).state == State.SUBMITTED
    responses.approve(response=again(draft), read_version=1, by=second, now=NOW)
    assert (again(draft).state, again(draft).approved_by) == (State.APPROVED, second)


def test_the_database_itself_refuses_that_somebody_approves_their_own_words(
    draft: Response, planner: User
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.filter(pk=draft.pk).update(state=State.APPROVED, approved_by=planner)


def test_whoever_wrote_the_newest_wording_cannot_approve_even_if_another_began(
    draft: Response, planner: User, second: User
) -> None:
    responses.write(response=draft, words=Words("別の文面"), read_version=1, by=second, now=NOW)
    category = ResponseCategory.objects.earliest("pk")
    responses.write(
        response=draft, words=Words("別の文面", category=category), read_version=2, by=second, now=NOW
    )
    responses.submit(response=again(draft), read_version=3, by=second, now=NOW)
    with pytest.raises(OwnWordsError):
        responses.approve(response=again(draft), read_version=3, by=second, now=NOW)
    responses.approve(response=again(draft), read_version=3, by=planner, now=NOW)


def test_writing_an_approved_one_anew_needs_a_word_why_and_makes_it_a_draft(
    draft: Response, planner: User, second: User
) -> None:
    approved = material.approved(draft, planner, second)
    with pytest.raises(ReasonMissingError):
        responses.write(response=approved, words=Words("新しい"), read_version=1, by=planner, now=NOW)
    responses.write(
        response=approved, words=Words("新しい"), read_version=1, by=planner, now=NOW, reason="数字の訂正"
    )
    assert (again(draft).state, again(draft).approved_by) == (State.DRAFT, None)
    assert again(draft).steps.latest("pk").note == "数字の訂正"
    assert [one.number for one in again(draft).wordings.all()] == [2, 1]


def test_two_planners_do_not_overwrite_each_other(draft: Response, planner: User, second: User) -> None:
    responses.write(response=draft, words=Words("先に"), read_version=1, by=second, now=NOW)
    with pytest.raises(OvertakenError):
        responses.write(response=draft, words=Words("後から"), read_version=1, by=planner, now=NOW)
    assert again(draft).wordings.first().text == "先に"  # type: ignore[union-attr]


def test_saving_the_same_words_twice_adds_nothing(draft: Response, planner: User) -> None:
    for _time in range(2):
        responses.write(response=draft, words=Words("同じ"), read_version=1, by=planner, now=NOW)
    assert ResponseWording.objects.filter(response=draft).count() == 2


def test_nothing_is_handed_in_without_words_and_category(draft: Response, planner: User) -> None:
    responses.write(response=draft, words=Words("区分がない"), read_version=1, by=planner, now=NOW)
    with pytest.raises(UnfinishedError):
        responses.submit(response=again(draft), read_version=2, by=planner, now=NOW)


def test_an_approval_of_words_that_were_written_anew_is_refused(
    draft: Response, planner: User, second: User
) -> None:
    responses.submit(response=draft, read_version=1, by=planner, now=NOW)
    responses.write(response=draft, words=Words("書き直し"), read_version=1, by=planner, now=NOW)
    with pytest.raises(OvertakenError):
        responses.approve(response=draft, read_version=1, by=second, now=NOW)


def test_a_department_says_something_about_a_wording_and_it_is_kept(
    draft: Response, planner: User, second: User
) -> None:
    responses.consult(response=draft, read_version=1, by=planner, now=NOW)
    for _time in range(2):
        responses.comment(response=again(draft), department="財政課", text="額を確認。", by=second, now=NOW)
    responses.write(response=draft, words=Words("直した"), read_version=1, by=planner, now=NOW)
    [comment] = [one for wording in again(draft).wordings.all() for one in wording.comments.all()]
    assert (comment.department, comment.wording.number, comment.written_by) == ("財政課", 1, second)
    assert again(draft).state == State.CONSULTING


def test_a_step_taken_twice_is_taken_once_and_out_of_turn_is_refused(
    draft: Response, planner: User, second: User
) -> None:
    for _time in range(2):
        responses.submit(response=draft, read_version=1, by=planner, now=NOW)
    assert draft.steps.filter(state=State.SUBMITTED).count() == 1
    with pytest.raises(OutOfTurnError):
        responses.consult(response=draft, read_version=1, by=second, now=NOW)


def test_sending_back_needs_a_word_why(draft: Response, planner: User, second: User) -> None:
    responses.submit(response=draft, read_version=1, by=planner, now=NOW)
    with pytest.raises(ReasonMissingError):
        responses.send_back(response=draft, read_version=1, note=" ", by=second, now=NOW)
    responses.send_back(response=draft, read_version=1, note="根拠を足してください。", by=second, now=NOW)
    assert again(draft).state == State.DRAFT


def test_a_row_can_answer_two_themes_and_each_opinion_is_counted_once(draft: Response, planner: User) -> None:
    run = draft.consultation.runs.get()
    before = rows.of_run(run).groups
    other = next(group for group in before if group.response is None and group.themes)
    responses.take_in(response=draft, theme=other.themes[0], by=planner, now=NOW)
    after = rows.of_run(run).groups
    assert len(after) == len(before) - 1
    assert sum(group.opinions for group in after) == sum(group.opinions for group in before)
    responses.leave_out(response=draft, theme=other.themes[0], by=planner, now=NOW)
    assert len(rows.of_run(run).groups) == len(before)


def test_a_theme_that_is_answered_elsewhere_is_not_taken_in(draft: Response, planner: User) -> None:
    run = draft.consultation.runs.get()
    other = next(group for group in rows.of_run(run).groups if group.response is None and group.themes)
    material.answered(other, draft.consultation, planner)
    with pytest.raises(AnsweredElsewhereError):
        responses.take_in(response=draft, theme=other.themes[0], by=planner, now=NOW)


def test_the_response_of_a_theme_goes_along_when_the_theme_is_merged(draft: Response) -> None:
    run = draft.consultation.runs.get()
    own = Theme.objects.get(answered__response=draft)
    other = Theme.objects.filter(consultation=draft.consultation).exclude(pk=own.pk).earliest("pk")
    Theme.objects.filter(pk=own.pk).update(merged_into=other)
    group = next(group for group in rows.of_run(run).groups if other in group.themes)
    assert group.response == draft


def test_a_theme_set_aside_with_a_reason_needs_no_response(draft: Response) -> None:
    run = draft.consultation.runs.get()
    other = next(group for group in rows.of_run(run).groups if group.response is None and group.themes)
    Theme.objects.filter(pk=other.themes[0].pk).update(set_aside_at=NOW, set_aside_reason="県の仕事です。")
    group = next(one for one in rows.of_run(run).groups if other.themes[0] in one.themes)
    assert group.is_ready
    assert group.set_aside_reason == "県の仕事です。"


def test_everything_is_on_record_and_residents_may_nothing(draft: Response, planner: User) -> None:
    responses.submit(response=draft, read_version=1, by=planner, now=NOW)
    actions = list(AuditEvent.objects.order_by("number").values_list("action", flat=True))
    assert actions[-3:] == ["response.begin", "response.write", "response.submitted"]
    with pytest.raises(PermissionDenied):
        responses.write(response=draft, words=Words("x"), read_version=1, by=factories.user(), now=NOW)


def test_categories_are_added_renamed_ordered_and_retired(draft: Response, planner: User) -> None:
    consultation = draft.consultation
    made = categories.add(consultation=consultation, name="検討します", by=planner, now=NOW)
    with pytest.raises(categories.NameTaken):
        categories.add(consultation=consultation, name="検討します", by=planner, now=NOW)
    categories.rename(category=made, name="検討を続けます", by=planner, now=NOW)
    categories.move_up(category=made, by=planner, now=NOW)
    names = list(consultation.response_categories.values_list("name", flat=True))
    assert names[-2:] == ["検討を続けます", "その他"]
    categories.retire(category=made, by=planner, now=NOW)
    assert made not in consultation.response_categories.filter(retired_at=None)
    categories.offer_again(category=made, by=planner, now=NOW)
    assert made in consultation.response_categories.filter(retired_at=None)
