import pytest

from consultations.services.setup import plans
from consultations.services.setup.plans import UnreadablePlan
from tests import factories
from tests.factories import NOW

PLAN = "# 計画（素案）\n\n前書き\n\n## 1.1 背景\n\n人口は減る。\n\n- 一つ\n\n## 1.2 考え方\n\n助けあう。\n"


def test_a_plan_is_read_into_its_numbered_sections() -> None:
    plan = plans.parse(PLAN)
    assert plan.title == "計画（素案）"
    assert [(section.number, section.title) for section in plan.sections] == [
        ("1.1", "背景"),
        ("1.2", "考え方"),
    ]
    assert plan.sections[0].body == "人口は減る。\n\n- 一つ"


@pytest.mark.parametrize("text", ["", "題のない文", "# 題だけ", "# 題\n\n## 1 一\n\n## 1 また一\n"])
def test_a_text_that_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(UnreadablePlan):
        plans.parse(text)


@pytest.mark.django_db
def test_each_section_gets_its_own_thread() -> None:
    consultation = factories.consultation()
    version = plans.publish_first_version(
        consultation=consultation, plan=plans.parse(PLAN), label="素案", now=NOW
    )
    assert [section.thread.comments_count for section in version.document.sections.all()] == [0, 0]
