import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

from project import catalogues

DATA = Path(os.environ.get("YORIAI_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


@pytest.fixture(scope="session", autouse=True)
def _catalogues_of_today() -> None:
    catalogues.compile_stale(settings.BASE_DIR)


@pytest.fixture(autouse=True)
def _an_empty_cache() -> Iterator[None]:
    """Rate limits are counted in the cache: no test inherits another's."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="session")
def public_data() -> Path:
    """Real consultations, questions and votes, kept outside the repository."""
    if not DATA.is_dir():
        pytest.skip("needs the public data sets: put them in a folder and name it in YORIAI_DATA")
    return DATA
