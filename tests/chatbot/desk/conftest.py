import pytest
from django.test import Client

from accounts.models import User
from accounts.policy import Role
from tests import factories


@pytest.fixture
def aiko(db: None) -> User:
    """An editor, who writes."""
    return factories.user(Role.FAQ_EDITOR, display_name="愛子")


@pytest.fixture
def ken(db: None) -> User:
    """Another editor, who reads what Aiko wrote."""
    return factories.user(Role.FAQ_EDITOR, display_name="健")


@pytest.fixture
def moderator(db: None) -> User:
    """Somebody of the office who has nothing to do with the FAQ."""
    return factories.user(Role.MODERATOR, display_name="茂")


@pytest.fixture
def desk(client: Client, aiko: User) -> Client:
    client.force_login(aiko)
    return client
