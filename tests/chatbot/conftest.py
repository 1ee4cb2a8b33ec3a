from collections.abc import Iterator

import pytest

from chatbot.models import Publication
from chatbot.services import answering
from nlp.retrieval import faq_building
from tests.chatbot import faq
from tests.learnt import build_once


@pytest.fixture(autouse=True)
def _the_same_faq_is_learnt_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Learning takes half a second; most of these tests publish the same three procedures."""
    monkeypatch.setattr(faq_building, "build", build_once)


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
