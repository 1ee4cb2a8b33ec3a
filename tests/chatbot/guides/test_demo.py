import pytest

from chatbot.models import FaqEntry, Guide, GuideEdition
from chatbot.services import demo
from chatbot.services.guides import checks, editions
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def _loaded() -> None:
    demo.load(now=NOW)


@pytest.mark.usefixtures("_loaded")
def test_the_demo_has_three_guides_that_can_be_walked_to_the_end() -> None:
    guides = list(Guide.objects.published())
    assert len(guides) == 3
    for guide in guides:
        tree = editions.tree_of_draft(guide)
        assert checks.problems(tree) == []
        assert 5 <= len(tree.steps) <= 8
        assert tree.most_left(tree.steps[0]) in range(5, 9)
        known = set(FaqEntry.objects.values_list("key", flat=True))
        assert tree.entries() <= known


@pytest.mark.usefixtures("_loaded")
def test_loading_the_demo_again_leaves_what_editors_wrote() -> None:
    Guide.objects.filter(key="moved-here").update(title="市に来たとき")
    demo.load(now=NOW)
    assert Guide.objects.get(key="moved-here").title == "市に来たとき"
    assert GuideEdition.objects.count() == 3
