"""Promises are kept under real concurrency: many threads, each with its own connection, one real database."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from pytest_django.plugin import DjangoDbBlocker

from tests.databases import copy_sqlite

Together = Callable[[int, Callable[[], Any]], list[Any]]


@pytest.fixture
def real_database(
    tmp_path: Path, django_db_blocker: DjangoDbBlocker, transactional_db: None
) -> Iterator[str]:
    """The URL of a database that threads and processes share: PostgreSQL's, or a SQLite file of its own."""
    if connection.vendor == "postgresql":
        where = connection.settings_dict
        secret = f":{where['PASSWORD']}" if where["PASSWORD"] else ""
        yield f"postgres://{where['USER']}{secret}@{where['HOST']}:{where['PORT']}/{where['NAME']}"
        return
    path = tmp_path / "promise.sqlite3"
    copy_sqlite(path)
    with django_db_blocker.unblock():
        _swap(str(path))
        try:
            yield f"sqlite:///{path}"
        finally:
            _swap_back()


@pytest.fixture
def together() -> Together:
    """Calls a function in so many threads at the same moment; returns what each returned or raised."""

    def run(times: int, act: Callable[[], Any]) -> list[Any]:
        start = threading.Barrier(times)

        def one(_: int) -> Any:
            start.wait()
            try:
                return act()
            except Exception as error:  # noqa: BLE001 - what went wrong is the answer
                return error
            finally:
                connection.close()

        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(one, range(times)))

    return run


_before: list[tuple[Any, str]] = []


def _swap(name: str) -> None:
    """Other threads make their connections from the settings, this one has its own already: change both."""
    _before.append((connections["default"], connections.settings["default"]["NAME"]))
    connections.settings["default"]["NAME"] = name
    connections["default"] = connections.create_connection("default")


def _swap_back() -> None:
    connections["default"].close()
    kept, name = _before.pop()
    connections.settings["default"]["NAME"] = name
    connections["default"] = kept
