"""A worker may die in any stage: another goes on from the checkpoint and comes to the same bytes."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from consultations import jobs as engine
from consultations.analysis import notebook, stages
from consultations.analysis.notebook import Notebook
from consultations.jobs import Progress
from consultations.models import AnalysisRun, Consultation, Job
from consultations.services import jobs
from consultations.services.planning import analysis
from consultations.tasks import handler_for
from tests import factories
from tests.consultations.planning.material import ALL, analysed, fill, run_job
from tests.factories import NOW

STAGES = [
    stages.INPUT,
    stages.COPIES,
    stages.TOKENS,
    stages.STANCES,
    stages.VECTORS,
    stages.GROUPS,
    stages.MAP,
    stages.EVIDENCE,
    stages.CUTS,
    stages.SAVING,
]
TEXTS = [*ALL, ALL[3]]
ROOT = Path(__file__).resolve().parents[2]


class Killed(BaseException):
    """Like SIGKILL, nothing in the program catches it."""


def kill_in(stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Progress.at

    def at(self: Progress, at_stage: str, percent: int) -> None:
        real(self, at_stage, percent)
        if at_stage == stage:
            raise Killed

    monkeypatch.setattr(Progress, "at", at)


def started(consultation: Consultation, key: str) -> Job:
    """Afresh: a run that goes on from another one has other material."""
    return analysis.start(
        consultation=consultation, requested_by=None, idempotency_key=key, now=NOW, afresh=True
    )


def killed_job(consultation: Consultation, stage: str, monkeypatch: pytest.MonkeyPatch) -> Job:
    job = started(consultation, stage)
    with monkeypatch.context() as patch:
        kill_in(stage, patch)
        with pytest.raises(Killed):
            engine.run(job.pk, handler_for)
    _let_the_lease_run_out(job)
    assert jobs.rescue(now=NOW) == 1
    return job


def _let_the_lease_run_out(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=NOW - timedelta(seconds=1))


def filled() -> Consultation:
    made = factories.closed_consultation()
    fill(made, TEXTS)
    return made


@pytest.mark.django_db
def test_killed_in_any_stage_it_comes_to_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_hand_over", lambda job_id: None)
    consultation = filled()
    undisturbed = analysed(consultation).result_hash
    for stage in STAGES:
        job = run_job(killed_job(consultation, stage, monkeypatch))
        assert (job.state, job.attempts) == (Job.State.DONE, 2), stage
        assert job.result["result_hash"] == undisturbed, stage
    assert AnalysisRun.objects.count() == len(STAGES) + 1


@pytest.mark.django_db
def test_what_was_worked_out_is_not_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_hand_over", lambda job_id: None)
    job = killed_job(filled(), stages.MAP, monkeypatch)
    written: list[str] = []
    real = Notebook._write

    def write(self: Notebook, stage: str, pages: dict[str, notebook.Array]) -> None:
        written.append(stage)
        real(self, stage, pages)

    monkeypatch.setattr(Notebook, "_write", write)
    run_job(job)
    assert written == ["positions", "themes", "mentions", "cuts"]


@pytest.mark.django_db
def test_what_arrives_between_death_and_resumption_waits_for_the_next_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "_hand_over", lambda job_id: None)
    consultation = filled()
    undisturbed = analysed(consultation).result_hash
    job = killed_job(consultation, stages.GROUPS, monkeypatch)
    factories.submission(consultation, text="図書館を夜も開けてください。")
    assert run_job(job).result["result_hash"] == undisturbed


@pytest.mark.django_db
def test_control_without_the_checkpoint_the_result_would_be_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_hand_over", lambda job_id: None)
    consultation = filled()
    undisturbed = analysed(consultation).result_hash
    job = killed_job(consultation, stages.GROUPS, monkeypatch)
    factories.submission(consultation, text="図書館を夜も開けてください。")
    Job.objects.filter(pk=job.pk).update(checkpoint=None, checkpoint_stage="")
    assert run_job(job).result["result_hash"] != undisturbed


@pytest.mark.django_db
@pytest.mark.parametrize("lease_matters", [True, False])
def test_a_worker_thought_dead_does_not_save_a_second_time(
    monkeypatch: pytest.MonkeyPatch, *, lease_matters: bool
) -> None:
    """The first worker stalls before saving, a second one finishes the job, the first wakes up.

    Control: without the question for the lease it tries to save, and only the database stops it.
    """
    monkeypatch.setattr(jobs, "_hand_over", lambda job_id: None)
    consultation = filled()
    job = started(consultation, "k")
    real = Progress.at
    stalled: list[bool] = []

    def at(self: Progress, stage: str, percent: int) -> None:
        if stage == stages.SAVING and not stalled:
            stalled.append(True)
            _let_the_lease_run_out(job)
            jobs.rescue(now=NOW)
            engine.run(job.pk, handler_for)
        if lease_matters or not stalled:
            real(self, stage, percent)

    monkeypatch.setattr(Progress, "at", at)
    faults: list[Any] = []
    monkeypatch.setattr(engine.logger, "exception", lambda *words: faults.append(words))
    engine.run(job.pk, handler_for)
    assert AnalysisRun.objects.filter(job=job).count() == 1
    assert bool(faults) is not lease_matters
    job.refresh_from_db()
    assert job.state == Job.State.DONE


KILLER = """
import os, signal, sys
import django
django.setup()
from consultations import jobs
from consultations.tasks import handler_for
real = jobs.Progress.at
def at(self, stage, percent):
    real(self, stage, percent)
    if stage == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
jobs.Progress.at = at
jobs.run(int(sys.argv[1]), handler_for)
"""


@pytest.mark.parametrize("stage", [stages.SAVING])
def test_a_process_killed_by_the_system_leaves_a_job_that_can_go_on(
    real_database: str, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    monkeypatch.setattr(jobs, "_hand_over", lambda job_id: None)
    consultation = filled()
    job = started(consultation, "k")
    environment = os.environ | {
        "DATABASE_URL": real_database,
        "DJANGO_SETTINGS_MODULE": "project.settings.test",
        "OMP_NUM_THREADS": "1",
    }
    ended = subprocess.run(
        [sys.executable, "-c", KILLER, str(job.pk), stage], env=environment, cwd=ROOT, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    job.refresh_from_db()
    assert (job.state, job.stage) == (Job.State.RUNNING, stage)
    assert not AnalysisRun.objects.exists()
    _let_the_lease_run_out(job)
    assert jobs.rescue(now=NOW) == 1
    assert run_job(job).state == Job.State.DONE
    assert job.result["result_hash"] == analysed(consultation, key="undisturbed", afresh=True).result_hash
