import pytest

from accounts.models import User
from consultations.models import Consultation
from tests import factories
from tests.consultations.following.material import follow


@pytest.fixture
def consultation(db: None) -> Consultation:
    return factories.idea_collection(slug="waterfront", title="海辺の使い方")


@pytest.fixture
def reader(consultation: Consultation, yui: User) -> User:
    follow(yui, consultation.thread)
    return yui
