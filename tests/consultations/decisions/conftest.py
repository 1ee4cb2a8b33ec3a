import pytest
from django.test import Client

from accounts.models import User
from accounts.policy import Role
from tests import factories
from tests.consultations.decisions.material import Desk, laid_down
from tests.promises.conftest import real_database, together

__all__ = ["real_database", "together"]


@pytest.fixture
def planner(db: None) -> User:
    return factories.user(Role.PLANNER, display_name="企画 花子")


@pytest.fixture
def colleague(db: None) -> User:
    return factories.user(Role.PLANNER, display_name="計画 次郎")


@pytest.fixture
def moderator(db: None) -> User:
    return factories.user(Role.MODERATOR, display_name="調整 三郎")


@pytest.fixture
def desk(db: None) -> Desk:
    """Three themes of four opinions, two copies, two opinions in no theme."""
    return laid_down()


def signed_in(person: User | None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if person:
        client.force_login(person)
    return client
