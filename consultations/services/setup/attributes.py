"""What a consultation asks about those who write, and what they answer: free to say, private, erasable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import AttributeQuestion, Consultation, Opinion

MOST_QUESTIONS = 6
MOST_CHOICES = 30


@dataclass(frozen=True)
class Asked:
    label: str
    choices: tuple[str, ...]
    reason: str


class UnknownChoice(ValueError):
    """Not one of the answers that were offered."""


@transaction.atomic
def ask(*, consultation: Consultation, asked: Sequence[Asked], planner: User, now: datetime) -> None:
    """Replace what is asked. Answers that were given stay with their opinions."""
    policy.require(planner, Action.SET_UP)
    known = [(one.label, tuple(one.choices), one.reason) for one in consultation.attribute_questions.all()]
    if known == [(one.label, one.choices, one.reason) for one in asked]:
        return
    consultation.attribute_questions.all().delete()
    AttributeQuestion.objects.bulk_create(
        AttributeQuestion(
            consultation=consultation,
            label=one.label,
            choices=list(one.choices),
            reason=one.reason,
            position=place,
        )
        for place, one in enumerate(asked)
    )
    audit.record(
        actor=planner,
        action="consultation.attributes",
        subject=consultation.slug,
        now=now,
        details={"asked": [one.label for one in asked]},
    )


@transaction.atomic
def answer(*, opinion: Opinion, answers: Mapping[str, str], author: User) -> Opinion:
    """Keep the answers with the opinion; an empty one takes back what was said before."""
    opinion = Opinion.objects.select_for_update().select_related("consultation").get(pk=opinion.pk)
    policy.require(author, Action.READ_RECEIPT, state=opinion.state, own=opinion.belongs_to(author))
    kept = dict(opinion.attributes)
    for question in opinion.consultation.attribute_questions.all():
        said = answers.get(question.label, "")
        if said and said not in question.choices:
            raise UnknownChoice(question.label)
        kept.pop(question.label, None)
        if said:
            kept[question.label] = said
    opinion.attributes = kept
    opinion.save(update_fields=["attributes"])
    return opinion
