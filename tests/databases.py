"""The tables of an empty installation: made once for the migrations as they are, and copied from then on.

Applying all migrations takes half a minute of computing, and every process that tests needs a database.
The copies are kept in var/empty-databases; when a migration changes, another one is made.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import django
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.backends.sqlite3.creation import DatabaseCreation
from django.test import TransactionTestCase

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "empty-databases"
PREFIX = "yoriai_empty_"
FILLED_BY_DJANGO = {"django_migrations", "django_content_type", "auth_permission"}


@cache
def _key() -> str:
    """Says the same as long as all migrations of all applications do."""
    found = hashlib.sha256(django.__version__.encode())
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path, "migrations").glob("*.py")):
            found.update(f"{config.label}/{path.name}".encode() + path.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(url: str) -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "project.settings.test", "DATABASE_URL": url}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def sqlite_file() -> Path:
    """An empty installation to copy; never to be written to."""
    path = FOLDER / f"{_key()}.sqlite3"
    with _one_at_a_time():
        if not path.exists():
            unfinished = path.with_suffix(".unfinished")
            unfinished.unlink(missing_ok=True)
            _migrate(f"sqlite:///{unfinished}")
            with sqlite3.connect(unfinished) as opened:
                # In one file, and readable by a database in memory, which knows no log beside it.
                opened.execute("PRAGMA journal_mode=DELETE")
            opened.close()
            unfinished.rename(path)
    return path


def copy_sqlite(target: Path) -> None:
    shutil.copy(sqlite_file(), target)


def postgresql_template() -> str:
    """The name of an empty installation on the server of the tests, from which others are cloned."""
    name = f"{PREFIX}{_key()}"
    unfinished = f"{PREFIX}unfinished"
    with _one_at_a_time(), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        there = {row[0] for row in cursor.fetchall()}
        if name not in there:
            for old in there:
                cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{unfinished}"')
            _migrate(_url(connection.settings_dict | {"NAME": unfinished}))
            cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def _url(where: dict[str, Any]) -> str:
    secret = f":{where['PASSWORD']}" if where["PASSWORD"] else ""
    return f"postgres://{where['USER']}{secret}@{where['HOST']}:{where['PORT']}/{where['NAME']}"


@contextmanager
def begin_from_the_copy() -> Iterator[None]:
    """Django makes its database for tests from the copy; the migrations it then runs are done already."""
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = postgresql_template()
        yield
        return
    plain = vars(DatabaseCreation)["_create_test_db"]

    def filled(creation: DatabaseCreation, *arguments: Any, **options: Any) -> str:
        name: str = plain(creation, *arguments, **options)
        with sqlite3.connect(f"file:{sqlite_file()}?mode=ro", uri=True) as source:
            source.backup(held.enter_context(closing(sqlite3.connect(name, uri=True))))
        source.close()
        return name

    # A database in memory lives as long as somebody holds it.
    with pytest.MonkeyPatch.context() as patch, ExitStack() as held:
        patch.setattr(DatabaseCreation, "_create_test_db", filled)
        yield


def empty_what_was_filled(_: TransactionTestCase) -> None:
    """After a test that commits: delete what is there, which is quicker than to truncate all that is not."""
    quoted = connection.ops.quote_name
    tables = sorted(set(connection.introspection.django_table_names(include_views=False)) - FILLED_BY_DJANGO)
    looks = [f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quoted(table)})" for table in tables]  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(looks))
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {quoted(table)}")  # noqa: S608
