from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import User
from accounts.policy import Role
from consultations.models import Consultation
from tests import factories
from tests.consultations.planning import material


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """The words of the source, whatever the catalogues say."""
    with translation.override("en"):
        yield


@pytest.fixture
def planner() -> User:
    return factories.user(Role.PLANNER)


@pytest.fixture
def desk(planner: User) -> Client:
    """A browser in which the planner is logged in and reads English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(planner)
    return client


@pytest.fixture
def consultation() -> Consultation:
    return factories.closed_consultation(slug="plan")


@pytest.fixture
def filled(consultation: Consultation) -> Consultation:
    material.fill(consultation)
    return consultation
