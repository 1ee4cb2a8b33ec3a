"""A person answers the questions: kept as a draft, read once more, handed in, changed until the close."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import policy
from accounts.models import User
from accounts.policy import Action, State
from consultations import receipts
from consultations.models import (
    Answer,
    AnswerSheet,
    Consultation,
    Opinion,
    PersonalFinding,
    Question,
    Revision,
    SheetRevision,
    TextAnswer,
)
from consultations.services.participation import opinions
from consultations.services.surveys import collecting

Answers = Mapping[str, Any]
"""By the field names of the form: words, a key or keys of options, a point; empty: not answered."""


class NothingToHandIn(Exception):
    """There is no draft: it was handed in already, or never written."""


class ChangedMeanwhile(Exception):
    """Another window has put other answers into the draft than those on the screen."""


class HiddenMeanwhile(Exception):
    """A moderator has hidden words that the draft still holds: they have to be looked at without them."""


def fingerprint(answers: Answers) -> str:
    return hashlib.sha256(json.dumps(answers, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def sheet_of(*, consultation: Consultation, person: object) -> AnswerSheet | None:
    if not isinstance(person, User):
        return None
    found = AnswerSheet.objects.filter(consultation=consultation, person=person)
    return found.select_related("current", "consultation").first()


def given(*, sheet: AnswerSheet) -> dict[str, Any]:
    """What this person has filled in last, be it a draft."""
    return dict(sheet.draft) or handed_in(sheet=sheet)


def handed_in(*, sheet: AnswerSheet) -> dict[str, Any]:
    """The answers that count; words as they stand in public now."""
    if sheet.current is None:
        return {}
    words = {text.question_id: text.opinion.words.text for text in _standing(sheet).values()}
    asked = sheet.consultation.questions.filter(kind=Question.Kind.TEXT)
    texts = {question.field_name: words.get(question.pk, "") for question in asked}
    return {**sheet.current.answers, **texts}


def hidden_texts(*, sheet: AnswerSheet | None) -> set[int]:
    """Keys of questions whose answer a moderator has hidden: it cannot be rewritten, only appealed."""
    if sheet is None:
        return set()
    return {key for key, text in _standing(sheet).items() if text.opinion.state == State.HIDDEN}


@transaction.atomic
def keep(*, consultation: Consultation, person: User, answers: Answers, now: datetime) -> AnswerSheet:
    """Keep the answers for this person alone. Sent twice, or from two windows, it stays one sheet."""
    policy.require(person, Action.POST_OPINION)
    collecting.require_running(consultation=consultation, kind=Consultation.Kind.QUESTION, now=now)
    sheet, _created = AnswerSheet.objects.get_or_create(
        consultation=consultation,
        person=person,
        defaults={"receipt": receipts.issue(now=now), "created_at": now},
    )
    sheet.draft = dict(answers)
    sheet.save(update_fields=["draft"])
    return sheet


@transaction.atomic
def hand_in(*, sheet: AnswerSheet, person: User, seen: str, now: datetime) -> AnswerSheet:
    """Make the draft the answers that count, if it is the one that was `seen`. Pressed twice, it is once."""
    AnswerSheet.objects.select_for_update().get(pk=sheet.pk)
    sheet = AnswerSheet.objects.select_related("current", "consultation").get(pk=sheet.pk)
    policy.require(person, Action.EDIT_OPINION, own=sheet.person_id == person.pk)
    if not sheet.draft and sheet.current and sheet.current.sha256 == seen:
        return sheet
    collecting.require_running(consultation=sheet.consultation, kind=Consultation.Kind.QUESTION, now=now)
    if not sheet.draft:
        raise NothingToHandIn
    if fingerprint(sheet.draft) != seen:
        raise ChangedMeanwhile
    texts = sheet.consultation.questions.filter(pk__in=hidden_texts(sheet=sheet))
    if any(sheet.draft.get(question.field_name) for question in texts):
        raise HiddenMeanwhile
    _revise(sheet, person, now)
    return sheet


def _revise(sheet: AnswerSheet, person: User, now: datetime) -> None:
    answers, questions = sheet.draft, list(sheet.consultation.questions.all())
    said_in_words = {question.field_name for question in questions if question.kind == Question.Kind.TEXT}
    revision = SheetRevision.objects.create(
        sheet=sheet,
        number=sheet.current.number + 1 if sheet.current else 1,
        answers={name: value for name, value in answers.items() if name not in said_in_words},
        sha256=fingerprint(answers),
        created_at=now,
    )
    Answer.objects.bulk_create(
        Answer(revision=revision, question=question, option_id=option, value=value)
        for question in questions
        for option, value in _counted(question, answers.get(question.field_name))
    )
    standing = _standing(sheet)
    for question in questions:
        if question.kind == Question.Kind.TEXT and question.field_name in answers:
            _say(sheet, revision, question, standing.get(question.pk), person, now)
    sheet.current, sheet.draft = revision, {}
    sheet.save(update_fields=["current", "draft"])


def _counted(question: Question, value: Any) -> Sequence[tuple[int | None, int | None]]:
    """The rows (option, value) that one answer makes."""
    if not value or question.kind == Question.Kind.TEXT:
        return []
    if question.kind == Question.Kind.SCALE:
        return [(None, int(value))]
    if question.kind == Question.Kind.SINGLE:
        return [(int(value), None)]
    if question.kind == Question.Kind.MULTIPLE:
        return [(int(key), None) for key in value]
    return [(int(key), rank) for rank, key in enumerate(value.split(","), start=1)]


def _standing(sheet: AnswerSheet) -> dict[int, TextAnswer]:
    """By question: the words this person stands by, hidden ones too, withdrawn ones not."""
    found = sheet.texts.filter(opinion__withdrawn_at__isnull=True).select_related("opinion__current")
    return {text.question_id: text for text in found}


def _say(
    sheet: AnswerSheet,
    revision: SheetRevision,
    question: Question,
    before: TextAnswer | None,
    person: User,
    now: datetime,
) -> None:
    words = str(sheet.draft[question.field_name])
    if before and (before.opinion.words.text == words or before.opinion.hidden_at):
        return
    if before and words:
        _rewrite(before.opinion, words, person, now)
    elif before:
        opinions.withdraw(opinion=before.opinion, author=person, now=now)
    elif words:
        key = f"answer:{sheet.pk}:{question.pk}:{revision.number}"
        opinion = opinions.create(
            consultation=sheet.consultation,
            kind=Opinion.Kind.ANSWER,
            author=person,
            key=opinions.key_of(author=person, form_key=key),
            text=words,
            now=now,
            publish=True,
        )
        TextAnswer.objects.create(sheet=sheet, question=question, opinion=opinion)


def _rewrite(opinion: Opinion, words: str, person: User, now: datetime) -> None:
    before = opinion.words
    opinion.current = Revision.objects.create(
        opinion=opinion, number=before.number + 1, text=words, created_at=now
    )
    PersonalFinding.objects.all().carry_over(before, opinion.current)
    opinions.hold_again(opinion=opinion, author=person, now=now)
    opinion.save(update_fields=["current", "held_until"])
    opinions.handed_in(opinion)
