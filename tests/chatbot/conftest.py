from collections.abc import Iterator, Sequence
from functools import cache

import pytest

from chatbot.models import Publication
from chatbot.services import answering
from nlp.retrieval import faq_building
from nlp.retrieval.faq_building import Entry
from nlp.retrieval.faq_index import FaqIndex
from tests.chatbot import faq

_build = faq_building.build


@cache
def _built(
    entries: tuple[Entry, ...],
    labelled: tuple[tuple[str, str], ...],
    outside: tuple[str, ...],
    synonyms: tuple[tuple[str, ...], ...],
) -> bytes:
    return _build(entries, labelled, outside, synonyms).to_bytes()


def _build_once(
    entries: Sequence[Entry],
    labelled: Sequence[tuple[str, str]] = (),
    outside: Sequence[str] = (),
    synonyms: Sequence[Sequence[str]] = (),
) -> FaqIndex:
    groups = tuple(tuple(group) for group in synonyms)
    return FaqIndex.from_bytes(_built(tuple(entries), tuple(labelled), tuple(outside), groups))


@pytest.fixture(autouse=True)
def _the_same_faq_is_learnt_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Learning takes half a second; most of these tests publish the same three procedures."""
    monkeypatch.setattr(faq_building, "build", _build_once)


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
