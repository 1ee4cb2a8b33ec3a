import pytest
from django.core.cache import cache

from accounts.models import User
from accounts.policy import Role
from consultations.models import Publication
from tests import factories
from tests.consultations.answering import material


@pytest.fixture(autouse=True)
def _files(private_files: None) -> None:
    cache.clear()


@pytest.fixture
def planner() -> User:
    return factories.user(Role.PLANNER, display_name="企画係")


@pytest.fixture
def second() -> User:
    return factories.user(Role.PLANNER, display_name="課長")


@pytest.fixture
def publication(planner: User, second: User) -> Publication:
    consultation, run = material.closed()
    material.approve_all(consultation, run, planner, second)
    return material.published(consultation, planner)
