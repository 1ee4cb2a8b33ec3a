"""Questions whose right answer is known: publications are measured by them, so they must be right, too."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts import audit
from accounts.models import User
from chatbot.models import FaqEntry, TestQuestion
from nlp.text.languages import language_of


class QuestionStands(Exception):
    """The same question is among the test questions already."""


def found(*, text: str) -> QuerySet[TestQuestion]:
    """Those with `text` in them, or that expect the entry of this key."""
    every = TestQuestion.objects.order_by("-pk")
    if not text:
        return every
    asked = every.filter(question__icontains=text)
    expecting = [pk for pk, keys in every.values_list("pk", "expected") if text in keys]
    return asked | every.filter(pk__in=expecting)


def dead_keys(questions: Sequence[TestQuestion]) -> set[str]:
    """What they expect and no visitor can be told any more: archived entries, and keys nobody knows."""
    expected = {key for question in questions for key in question.expected}
    return expected - set(FaqEntry.objects.in_use().filter(key__in=expected).values_list("key", flat=True))


@transaction.atomic
def add(*, actor: User, question: str, expected: Sequence[str], now: datetime) -> TestQuestion:
    """Raises `QuestionStands`."""
    try:
        with transaction.atomic():
            made = TestQuestion.objects.create(
                question=question, expected=list(expected), kind=_kind(question, expected)
            )
    except IntegrityError:
        raise QuestionStands from None
    audit.record(
        actor=actor,
        action="faq.test.add",
        subject=f"test-question:{made.pk}",
        now=now,
        details={"question": question, "expected": list(expected)},
    )
    return made


@transaction.atomic
def correct(*, actor: User, pk: int, expected: Sequence[str], now: datetime) -> bool:
    """Expect other entries; none where the city should say that it does not know. False when it did so."""
    question = TestQuestion.objects.select_for_update().get(pk=pk)
    before = list(question.expected)
    if before == list(expected):
        return False
    if bool(before) != bool(expected):
        question.kind = _kind(question.question, expected)
    question.expected = list(expected)
    question.save(update_fields=["expected", "kind"])
    audit.record(
        actor=actor,
        action="faq.test.correct",
        subject=f"test-question:{pk}",
        now=now,
        details={"question": question.question, "from": before, "to": list(expected)},
    )
    return True


@transaction.atomic
def remove(*, actor: User, pk: int, now: datetime) -> None:
    question = TestQuestion.objects.filter(pk=pk).first()
    if question is None:
        return
    question.delete()
    audit.record(
        actor=actor,
        action="faq.test.remove",
        subject=f"test-question:{pk}",
        now=now,
        details={"question": question.question, "expected": list(question.expected)},
    )


def _kind(question: str, expected: Sequence[str]) -> TestQuestion.Kind:
    if not expected:
        return TestQuestion.Kind.OUTSIDE
    return TestQuestion.Kind.ENGLISH if language_of(question) == "en" else TestQuestion.Kind.PLAIN
