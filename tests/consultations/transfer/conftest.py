import io
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.models import User
from consultations.models import Archive, Consultation
from consultations.services import decidim
from tests import factories
from tests.consultations.planning.material import run_job
from tests.factories import NOW


@pytest.fixture(autouse=True)
def _files_of_the_test(tmp_path: Path, settings: Settings) -> None:
    storages = dict(settings.STORAGES)
    storages["default"] = {**storages["default"], "OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = storages


@pytest.fixture
def target() -> Consultation:
    return factories.closed_consultation(slug="moved", kind=Consultation.Kind.IDEA_COLLECTION)


def brought(content: bytes, into: Consultation, by: User, *, space: str = "") -> Archive:
    """The archive, uploaded, started and taken in as a worker would."""
    archive = decidim.upload(name="open-data.zip", file=io.BytesIO(content), uploaded_by=by, now=NOW)
    job = run_job(decidim.start(archive=archive, space=space, target=into, requested_by=by, now=NOW))
    assert job.state == "done", job.error
    archive.refresh_from_db()
    return archive
