from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import AuditEvent, User
from consultations import jobs as engine
from consultations.importers import storing
from consultations.importers.mapping import Mapping
from consultations.models import Consultation, ImportBatch, Job, Opinion, Submission
from consultations.services import jobs
from consultations.services.planning import imports
from consultations.services.planning.imports import AlreadyStartedError, NothingToImportError
from consultations.tasks import handler_for
from tests.consultations.planning.material import run_job
from tests.factories import NOW

pytestmark = pytest.mark.django_db

CSV = "id,comment\n1,バスを増やして\n2,公園をきれいに\n3,\n"
MAPPING = Mapping(text="comment", key="id")


def taken(
    consultation: Consultation, by: User, content: str = CSV, mapping: Mapping = MAPPING, name: str = "a.csv"
) -> ImportBatch:
    batch = imports.upload(
        consultation=consultation, name=name, content=content.encode(), uploaded_by=by, now=NOW
    )
    imports.map_columns(batch=batch, mapping=mapping, now=NOW)
    return batch


def imported(consultation: Consultation, by: User, **options: Any) -> ImportBatch:
    batch = taken(consultation, by, **options)
    job = run_job(imports.start(batch=batch, requested_by=by, now=NOW))
    assert job.state == Job.State.DONE, job.error
    batch.refresh_from_db()
    return batch


def test_the_good_rows_become_opinions(consultation: Consultation, planner: User) -> None:
    batch = imported(consultation, planner)
    assert (batch.rows_total, batch.rows_added, batch.rows_already_there, batch.rows_refused) == (3, 2, 0, 1)
    opinion = Opinion.objects.get(submission__row_number=2)
    assert opinion.words.text == "バスを増やして"
    assert (opinion.kind, opinion.channel) == (Opinion.Kind.SUBMISSION, Opinion.Channel.PAPER)
    assert opinion.is_public
    assert opinion.receipt.startswith("Y-")


def test_the_same_file_twice_adds_nothing(consultation: Consultation, planner: User) -> None:
    imported(consultation, planner)
    again = imported(consultation, planner)
    assert (again.rows_added, again.rows_already_there) == (0, 2)
    assert Submission.objects.count() == 2


def test_the_same_file_without_numbers_twice_adds_nothing(consultation: Consultation, planner: User) -> None:
    content = "comment\n同じ\n同じ\n別\n"
    mapping = Mapping(text="comment")
    assert imported(consultation, planner, content=content, mapping=mapping).rows_added == 3
    assert imported(consultation, planner, content=content, mapping=mapping).rows_added == 0


def test_a_longer_file_adds_what_is_new(consultation: Consultation, planner: User) -> None:
    imported(consultation, planner)
    again = imported(consultation, planner, content=CSV + "4,新しい意見\n")
    assert (again.rows_added, again.rows_already_there) == (1, 2)


def test_a_number_with_other_words_is_refused_not_swallowed(
    consultation: Consultation, planner: User
) -> None:
    imported(consultation, planner)
    batch = taken(consultation, planner, content="id,comment\n1,全く別の意見\n9,新しい\n")
    assert [(error["row"], error["code"]) for error in batch.row_errors] == [(2, "number_known")]
    assert batch.rows_good == 1


def test_the_same_number_in_another_consultation_is_another_opinion(
    consultation: Consultation, planner: User
) -> None:
    imported(consultation, planner)
    consultation.pk, consultation.slug = None, "other"
    consultation.save(force_insert=True)
    assert imported(consultation, planner).rows_added == 2


def test_a_worker_killed_in_the_middle_leaves_nothing_doubled(
    consultation: Consultation, planner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "CHUNK", 10)
    content = "id,comment\n" + "".join(f"{number},意見その{number}\n" for number in range(95))
    batch = taken(consultation, planner, content=content)
    job = imports.start(batch=batch, requested_by=planner, now=NOW)
    calls: Iterator[int] = iter(range(100))
    real = storing.add_missing

    def killed_at_the_sixth(*args: Any, **kwargs: Any) -> int:
        if next(calls) == 5:
            raise SystemExit
        return real(*args, **kwargs)

    monkeypatch.setattr(storing, "add_missing", killed_at_the_sixth)
    with pytest.raises(SystemExit):
        engine.run(job.pk, handler_for)
    assert Submission.objects.count() == 50
    Job.objects.filter(pk=job.pk).update(lease_until=NOW - timedelta(hours=1))
    jobs.rescue(now=NOW)
    assert run_job(job).result["rows_added"] == 95
    assert Submission.objects.count() == 95
    batch.refresh_from_db()
    assert batch.rows_already_there == 0


def test_another_import_of_the_same_rows_at_the_same_moment_does_not_fail(
    consultation: Consultation, planner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = taken(consultation, planner)
    second = taken(consultation, planner)
    job = imports.start(batch=first, requested_by=planner, now=NOW)
    real = storing.add_missing
    quicker: list[bool] = []

    def outrun(batch: ImportBatch, entries: Any, **kwargs: Any) -> int:
        if not quicker:
            quicker.append(True)
            real(second, entries, **kwargs)
            storing._add(batch, entries, NOW)  # as if it had not seen them
        return real(batch, entries, **kwargs)

    monkeypatch.setattr(storing, "add_missing", outrun)
    assert run_job(job).state == Job.State.DONE
    assert Submission.objects.count() == 2


def test_started_twice_it_is_one_job(consultation: Consultation, planner: User) -> None:
    batch = taken(consultation, planner)
    assert imports.start(batch=batch, requested_by=planner, now=NOW) == imports.start(
        batch=batch, requested_by=planner, now=NOW
    )


def test_a_started_batch_keeps_its_columns(consultation: Consultation, planner: User) -> None:
    batch = taken(consultation, planner)
    imports.start(batch=batch, requested_by=planner, now=NOW)
    batch.refresh_from_db()
    with pytest.raises(AlreadyStartedError):
        imports.map_columns(batch=batch, mapping=MAPPING, now=NOW)


def test_a_file_without_a_good_row_is_not_imported(consultation: Consultation, planner: User) -> None:
    batch = taken(consultation, planner, content="id,comment\n1,\n")
    with pytest.raises(NothingToImportError):
        imports.start(batch=batch, requested_by=planner, now=NOW)


def test_the_refused_rows_can_be_mended_and_sent_again(consultation: Consultation, planner: User) -> None:
    batch = imported(consultation, planner, content="id,comment\n=1+1,\n2,fine\n")
    csv = imports.refused_rows(batch).decode("utf-8-sig")
    assert csv.splitlines() == ["id,comment,row,problem", "'=1+1,,2,comment: There is no text."]
    mended = csv.replace("'=1+1,,", "'=1+1,いま書いた意見,")
    assert imported(consultation, planner, content=mended).rows_added == 1
    assert Submission.objects.filter(source_key="number:=1+1").exists()


def test_importing_writes_to_the_record(consultation: Consultation, planner: User) -> None:
    imported(consultation, planner)
    assert list(AuditEvent.objects.values_list("action", flat=True)) == ["import.upload", "import.start"]


def test_a_thousand_rows_take_few_queries(consultation: Consultation, planner: User) -> None:
    content = "comment\n" + "".join(f"意見その{number}\n" for number in range(1000))
    batch = taken(consultation, planner, content=content, mapping=Mapping(text="comment"))
    job = imports.start(batch=batch, requested_by=planner, now=NOW)
    connection.force_debug_cursor = True
    try:
        before = len(connection.queries)
        run_job(job)
        assert len(connection.queries) - before < 80
    finally:
        connection.force_debug_cursor = False
