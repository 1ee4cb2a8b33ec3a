from collections.abc import Iterator

import pytest

from chatbot.models import Publication
from chatbot.services import answering
from tests.chatbot import faq


@pytest.fixture(autouse=True)
def _nothing_in_memory() -> Iterator[None]:
    """Every test has its own database, so the index held from another one is not the active one."""
    answering.clear()
    yield
    answering.clear()


@pytest.fixture
def published(db: None) -> Publication:
    faq.write()
    return faq.publish()
