import pytest

from accounts.models import User
from consultations import jobs as engine
from consultations.analysis import material, work
from consultations.importers.mapping import Mapping
from consultations.models import Job, Opinion
from consultations.services.planning import analysis, imports
from tests import factories
from tests.consultations.planning.material import ALL, fill, run_job
from tests.factories import NOW
from tests.promises.opinions_that_break_things import SETS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("texts", SETS.values(), ids=SETS.keys())
def test_the_analysis_ends_done_or_with_a_reason(texts: list[str]) -> None:
    consultation = factories.closed_consultation()
    fill(consultation, texts)
    job = run_job(analysis.start(consultation=consultation, requested_by=None, idempotency_key="k", now=NOW))
    if not texts:
        assert (job.state, job.error) == (Job.State.FAILED, material.NOTHING)
        return
    assert job.state == Job.State.DONE, job.error
    totals = consultation.runs.get().memberships.all().totals()
    states = totals["in_theme"] + totals["copy"] + totals["no_theme"] + totals["withheld"]
    assert states == totals["total"] == len(texts)


def test_opinions_that_were_all_hidden_are_all_withheld() -> None:
    consultation = factories.closed_consultation()
    fill(consultation, ALL)
    Opinion.objects.update(hidden_at=NOW)
    run_job(analysis.start(consultation=consultation, requested_by=None, idempotency_key="k", now=NOW))
    assert consultation.runs.get().memberships.all().totals()["withheld"] == len(ALL)


def test_bad_rows_never_stop_the_import_of_good_ones() -> None:
    planner: User = factories.user()
    consultation = factories.closed_consultation()
    texts = [text for some in SETS.values() for text in some if "\n" not in text]
    content = "comment\n" + "\n".join(f'"{text}"' for text in texts)
    batch = imports.upload(
        consultation=consultation, name="a.csv", content=content.encode(), uploaded_by=planner, now=NOW
    )
    imports.map_columns(batch=batch, mapping=Mapping(text="comment"), now=NOW)
    job = run_job(imports.start(batch=batch, requested_by=planner, now=NOW))
    batch.refresh_from_db()
    assert job.state == Job.State.DONE
    assert batch.rows_added + batch.rows_refused == batch.rows_total
    assert Opinion.objects.count() == batch.rows_added > len(ALL)


def test_control_a_fault_would_end_the_job_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def burst(texts: list[str]) -> None:
        raise MemoryError

    consultation = factories.closed_consultation()
    fill(consultation, ALL)
    monkeypatch.setattr(work, "find_copies", burst)
    job = run_job(analysis.start(consultation=consultation, requested_by=None, idempotency_key="k", now=NOW))
    assert (job.state, job.error) == (Job.State.FAILED, engine.FAULT)
