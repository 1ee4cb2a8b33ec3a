from datetime import timedelta

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import AuditEvent
from chatbot.models import Exchange, FaqEntry, Publication, TestQuestion, Utterance
from chatbot.services import answering, faq, publications, publishing
from consultations.jobs import run
from consultations.models import Job
from consultations.tasks import handler_for
from tests.chatbot.faq import ANSWERED, NOT_KNOWN, publish, write
from tests.factories import NOW, user


def queued(key: str = "a") -> Job:
    return Job.objects.create(kind=Job.Kind.FAQ_PUBLICATION, idempotency_key=key, created_at=NOW)


def test_a_worker_publishes_what_is_written_and_says_how_it_went(db: None) -> None:
    write()
    TestQuestion.objects.create(question=ANSWERED, expected=["bulky-waste"])
    TestQuestion.objects.create(question=NOT_KNOWN, expected=[])
    TestQuestion.objects.create(question="転入の手続きを知りたい", expected=["nhi-join"])
    job = queued()
    run(job.pk, handler_for)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")
    published = Publication.objects.get()
    assert published.is_active
    assert published.revisions.count() == 3
    quality = published.quality
    assert (quality["total"], quality["answerable"], quality["unanswerable"]) == (3, 2, 1)
    assert quality["right"] + quality["offered"] == 1
    assert quality["rightly_declined"] == 1
    assert [case["verdict"] for case in published.cases][1:] == ["rightly_declined", "wrong"]
    assert job.result["hit_rate"] == 0.5


def test_an_empty_faq_ends_the_job_with_words_an_editor_can_act_on(db: None) -> None:
    job = queued()
    run(job.pk, handler_for)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "公開できる質問がありません" in job.error or "no FAQ entry" in job.error


def test_a_job_taken_up_again_after_a_crash_publishes_once(db: None) -> None:
    write()
    job = queued()
    first = publishing.publish(job=job, report=lambda stage, percent: None, now=NOW)
    again = publishing.publish(job=job, report=lambda stage, percent: None, now=NOW)
    assert first == again
    assert Publication.objects.count() == 1


def test_pressing_publish_twice_starts_one_job(db: None, settings: object) -> None:
    editor = user()
    started = {publications.start(actor=editor, request_id="same", now=NOW).pk for _ in range(2)}
    assert len(started) == 1


def test_archived_entries_are_left_out_and_the_active_publication_still_answers(db: None) -> None:
    entries = write()
    before = publish()
    faq.archive(actor=user(), entry=entries["bulky-waste"], now=NOW)
    assert answering.find(ANSWERED, now=NOW).publication == before.pk
    after = publish()
    answering.forget()
    assert after.revisions.count() == 2
    found = answering.find(ANSWERED, now=NOW)
    assert found.publication == after.pk
    assert entries["bulky-waste"].current_id not in found.revisions


def test_an_answer_revised_after_the_publication_waits_for_the_next_one(db: None) -> None:
    entry = write()["bulky-waste"]
    publish()
    assert entry.current
    old = entry.current.pk
    words = faq.words_of(entry.current)
    changed = faq.Words(**(vars(words) | {"answer": "新しい答え"}))
    faq.revise_entry(actor=user(), entry=entry, field="ごみ", words=changed, read_number=1, now=NOW)
    assert answering.find(ANSWERED, now=NOW).revisions == [old]
    publish()
    answering.forget()
    assert answering.find(ANSWERED, now=NOW).revisions == [FaqEntry.objects.get(pk=entry.pk).current_id]


def test_an_older_publication_can_answer_again_and_only_one_ever_does(
    db: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    write()
    first, second = publish(), publish()
    assert answering.find(ANSWERED, now=NOW).publication == second.pk
    with django_capture_on_commit_callbacks(execute=True):
        publications.activate(publication=first, actor=user(), now=NOW)
    assert list(Publication.objects.active()) == [first]
    assert answering.find(ANSWERED, now=NOW).publication == first.pk
    assert AuditEvent.objects.filter(action="faq.publish").count() == 3


def test_another_process_notices_a_new_publication_within_a_second(db: None) -> None:
    write()
    first = publish()
    assert answering.find(ANSWERED, now=NOW).publication == first.pk
    second = publish()
    assert answering.find(ANSWERED, now=NOW + timedelta(milliseconds=900)).publication == first.pk
    assert answering.find(ANSWERED, now=NOW + timedelta(seconds=1)).publication == second.pk


def test_between_two_checks_an_answer_asks_the_database_nothing(
    published: Publication, django_assert_num_queries: object
) -> None:
    answering.find(ANSWERED, now=NOW)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert answering.find(ANSWERED, now=NOW).outcome == Exchange.Outcome.ANSWER


def test_the_same_phrasing_under_two_entries_offers_both(published: Publication) -> None:
    for key in ("moving-in", "bulky-waste"):
        Utterance.objects.create(entry=FaqEntry.objects.get(key=key), text="引っ越しのごみと届け出")
    latest = publish()
    answering.forget()
    found = answering.find("引っ越しのごみと届け出", now=NOW)
    assert found.publication == latest.pk
    assert found.outcome == Exchange.Outcome.CANDIDATES


@pytest.mark.parametrize("text", ["", "😀", "？？？", "あ" * 1300, "a" * 4000, "\u0301" * 2000])
def test_odd_questions_are_not_known_and_never_an_error(published: Publication, text: str) -> None:
    assert answering.find(text, now=NOW).outcome in Exchange.Outcome.values
