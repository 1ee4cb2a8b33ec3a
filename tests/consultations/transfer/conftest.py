import io

import pytest

from accounts.models import User
from consultations.models import Archive, Consultation
from consultations.services.transfer import decidim
from tests import factories
from tests.consultations.planning.material import run_job
from tests.factories import NOW


@pytest.fixture(autouse=True)
def _files_of_the_test(private_files: None) -> None:
    """Every test here writes files."""


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
