from collections.abc import Iterator

import pytest

from chatbot.models import LookupSet
from chatbot.services.lookups import shelf
from tests.chatbot.lookups import lists
from tests.promises.conftest import real_database, together

__all__ = ["real_database", "together"]


@pytest.fixture(autouse=True)
def _no_lists_in_memory() -> Iterator[None]:
    shelf.clear()
    yield
    shelf.clear()


@pytest.fixture
def garbage(db: None) -> LookupSet:
    return lists.garbage()


@pytest.fixture
def facilities(db: None) -> LookupSet:
    return lists.facilities()
