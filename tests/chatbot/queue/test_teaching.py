"""What visitors and editors teach reaches the index that is built."""

from typing import Any

import pytest

from chatbot.models import FaqEntry, OutsideQuestion, Publication, SynonymGroup
from nlp.retrieval import faq_building
from nlp.retrieval.faq_index import FaqIndex
from tests.chatbot.faq import publish
from tests.chatbot.queue.asked import DRONE, asked
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_a_release_learns_from_solved_questions_outside_ones_and_synonyms(
    published: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = FaqEntry.objects.get(key="bulky-waste").current
    asked("いらない箪笥", outcome="candidates", candidates=[1], answer=answer, helped=True)
    OutsideQuestion.objects.create(text=DRONE[0], marked_at=NOW)
    SynonymGroup.objects.create(words=["箪笥", "たんす"], changed_at=NOW)
    given: dict[str, Any] = {}
    build = faq_building.build

    def watched(*entries: Any, **taught: Any) -> FaqIndex:
        given.update(taught)
        return build(*entries, **taught)

    monkeypatch.setattr(faq_building, "build", watched)
    publish()
    assert given == {
        "labelled": [("いらない箪笥", "bulky-waste")],
        "outside": [DRONE[0]],
        "synonyms": (("箪笥", "たんす"),),
    }
