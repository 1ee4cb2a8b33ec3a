from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.policy import Role
from tests import factories
from tests.factories import NOW


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stands still at `NOW`; a test moves it with `clock.move_to(…)`."""
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def private_files(tmp_path: Path, settings: Settings) -> None:
    """What is uploaded or written goes into a folder of the test's own."""
    storages = dict(settings.STORAGES)
    storages["default"] = {**storages["default"], "OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = storages


@pytest.fixture
def yui(db: None) -> User:
    return factories.user(display_name="ゆい")


@pytest.fixture
def kenji(db: None) -> User:
    return factories.user(display_name="けんじ")


@pytest.fixture
def moderator(db: None) -> User:
    return factories.user(Role.MODERATOR, display_name="調整係")


@pytest.fixture
def planner(db: None) -> User:
    return factories.user(Role.PLANNER, display_name="企画係")


def signed_in(person: User | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client
