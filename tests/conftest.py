import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import AutoField
from django.test import TransactionTestCase
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from project import catalogues
from tests.databases import begin_from_the_copy, empty_what_was_filled

DATA = Path(os.environ.get("YORIAI_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
FIRST_KEY = 10_000
WALKED_WHOLLY = re.compile(r"^pytestmark = .*\bmark\.e2e\b", re.MULTILINE)


@pytest.fixture(scope="session", autouse=True)
def _catalogues_of_today() -> None:
    catalogues.compile_stale(settings.BASE_DIR)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Files without a test of the kind that is asked for are not read: to read all takes long."""
    asked = config.getoption("markexpr")
    if asked not in {"e2e", "not e2e"} or not collection_path.name.startswith("test_"):
        return None
    text = collection_path.read_text()
    of_no_use = "mark.e2e" not in text if asked == "e2e" else WALKED_WHOLLY.search(text) is not None
    return True if of_no_use else None


def pytest_collection_finish(session: pytest.Session) -> None:
    """A browser's loop runs in the thread of the tests, where Django would take each query for a mistake."""
    if session.items and all(item.get_closest_marker("e2e") for item in session.items):
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    with django_db_blocker.unblock(), begin_from_the_copy(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_what_was_filled)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Keys begin at ten thousand, as in a city that has asked for years: in a page they are no quantities."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if not (model._meta.managed and isinstance(model._meta.pk, AutoField)):
                continue
            table = model._meta.db_table
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, FIRST_KEY])
            else:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                    [f'"{table}"', model._meta.pk.column, FIRST_KEY],
                )


@pytest.fixture(autouse=True)
def _an_empty_cache() -> Iterator[None]:
    """Rate limits are counted in the cache: no test inherits another's."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def standing_clock() -> Iterator[None]:
    """For counts per minute: no test straddles the turn of the minute."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


@pytest.fixture(scope="session")
def public_data() -> Path:
    """Real consultations, questions and votes, kept outside the repository."""
    if not DATA.is_dir():
        pytest.skip("needs the public data sets: put them in a folder and name it in YORIAI_DATA")
    return DATA
