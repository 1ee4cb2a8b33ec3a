"""A city may put an embedding model of its own beside the vectors that are built in."""

from pathlib import Path

import pytest
from pytest_django import Settings

from consultations.analysis.saving import versions, versions_of
from consultations.models import Consultation, Job
from consultations.services.planning import analysis
from nlp.clustering import encoders
from tests.consultations.planning.material import analysed, run_job
from tests.factories import NOW

pytestmark = pytest.mark.django_db
FACTORY = "tests.consultations.planning.lengths:Lengths"


@pytest.fixture
def model(tmp_path: Path, settings: Settings) -> Path:
    (tmp_path / "weight").write_text("0.1", encoding="ascii")
    settings.ENCODER, settings.ENCODER_DIRECTORY = FACTORY, str(tmp_path)
    encoders.load.cache_clear()
    encoders.fingerprint.cache_clear()
    return tmp_path


def test_without_a_setting_there_is_none(filled: Consultation) -> None:
    assert analysed(filled).parameters["encoder"] == ""


def test_its_likeness_counts_and_its_files_are_in_the_seal(filled: Consultation, model: Path) -> None:
    run = analysed(filled)
    assert run.parameters["encoder"].startswith(FACTORY)
    assert versions_of(run) == versions()
    (model / "weight").write_text("0.2", encoding="ascii")
    encoders.fingerprint.cache_clear()
    assert versions_of(run) != versions()


def test_another_model_gives_another_result(filled: Consultation, model: Path, settings: Settings) -> None:
    with_model = analysed(filled)
    settings.ENCODER = ""
    assert analysed(filled, key="two", afresh=True).result_hash != with_model.result_hash


@pytest.mark.parametrize("factory", ["no.such.module:Name", f"{__name__}:pytestmark", "builtins:len", "json"])
def test_a_model_that_cannot_be_loaded_ends_the_job_with_a_reason(
    filled: Consultation, model: Path, settings: Settings, factory: str
) -> None:
    settings.ENCODER = factory
    encoders.load.cache_clear()
    job = run_job(analysis.start(consultation=filled, requested_by=None, idempotency_key="k", now=NOW))
    assert job.state == Job.State.FAILED
    assert "embedding model" in job.error


def test_a_missing_directory_is_named(model: Path) -> None:
    with pytest.raises(encoders.NoEncoderError, match="no directory"):
        encoders.load(FACTORY, model / "missing")
