"""What a publication's report does not know, because it came later."""

from dataclasses import dataclass

from chatbot.models import ChatSettings, Publication, TestQuestion
from chatbot.services import publications

CARE = "wrong_per_hundred"


@dataclass(frozen=True)
class Age:
    questions: int
    """Test questions that were added, or are expected to be answered otherwise, since."""
    care_then: int | None
    """How many wrong answers of a hundred were allowed then, if it is another number now."""
    care_now: int
    care_differs: bool
    """Whether what it is compared with was tested with another care."""
    changes: int
    """What editors have written since, which it lacks."""

    @property
    def is_old(self) -> bool:
        return bool(self.questions or self.care_then or self.care_differs or self.changes)


def of(publication: Publication, *, compared_with: Publication | None) -> Age:
    """In a fixed number of queries."""
    asked = {(case["question"], tuple(case["expected"])) for case in publication.cases}
    now = TestQuestion.objects.values_list("question", "expected")
    care, care_now = publication.quality.get(CARE), ChatSettings.now().wrong_per_hundred
    is_made_beside = compared_with is None or compared_with.number == publication.before.get("number")
    other = care if is_made_beside or compared_with is None else compared_with.quality.get(CARE)
    return Age(
        questions=sum((question, tuple(expected)) not in asked for question, expected in now),
        care_then=care if care != care_now else None,
        care_now=care_now,
        care_differs=None not in (care, other) and care != other,
        changes=publications.changes_since(publication.created_at),
    )
