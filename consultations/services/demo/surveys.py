"""What the fictional city's people answered and voted. The same every time: drawn from a fixed seed."""

import json
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.models import User
from consultations import jobs as engine
from consultations.models import Consultation, Option, Phase, Question, Statement, Vote
from consultations.services.surveys import answering, opinion_groups, statements
from consultations.tasks import handler_for

SEED = 20
LOYALTY = 0.82
"""How often a voter judges a statement the way their camp tends to."""
SEEN = 0.8
Kind = Question.Kind


def write(*, consultation: Consultation, folder: Path, now: datetime) -> int:
    """Add questions and answers, or statements and votes; returns how many opinions that makes."""
    chance = random.Random(SEED)  # noqa: S311 - nothing secret is drawn
    if consultation.asks_questions:
        return _survey(consultation, _read(folder / "survey.json"), chance, now)
    if consultation.takes_votes:
        return _votes(consultation, _read(folder / "statements.json"), chance, now)
    return 0


def find_groups(*, now: datetime) -> None:
    """Search for the groups in this process, unless somebody has done so: no worker may be there yet."""
    for consultation in Consultation.objects.filter(kind=Consultation.Kind.ONE_BY_ONE, is_fictional=True):
        if opinion_groups.latest(consultation=consultation) is None:
            job = opinion_groups.start(
                consultation=consultation, requested_by=None, idempotency_key="demo", now=now
            )
            engine.run(job.pk, handler_for)


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _survey(consultation: Consultation, told: dict[str, Any], chance: random.Random, now: datetime) -> int:
    asked = [_ask(consultation, place, one) for place, one in enumerate(told["questions"], start=1)]
    people = _people(told["people"])
    words = dict(zip(chance.sample(range(len(people)), len(told["texts"])), told["texts"], strict=True))
    for number, person in enumerate(people):
        answers = {
            question.field_name: _answered(question, one.get("weights", []), words.get(number, ""), chance)
            for question, one in zip(asked, told["questions"], strict=True)
        }
        at = _moment(consultation, number, len(people), now)
        sheet = answering.keep(consultation=consultation, person=person, answers=answers, now=at)
        answering.hand_in(sheet=sheet, person=person, seen=answering.fingerprint(answers), now=at)
    return len(words)


def _ask(consultation: Consultation, position: int, one: dict[str, Any]) -> Question:
    fields = {name: value for name, value in one.items() if name not in ("options", "weights")}
    question = Question.objects.create(consultation=consultation, position=position, **fields)
    Option.objects.bulk_create(
        Option(question=question, position=place, label=label)
        for place, label in enumerate(one.get("options", []), start=1)
    )
    return question


def _answered(question: Question, weights: list[int], words: str, chance: random.Random) -> Any:
    keys = [str(option.pk) for option in question.options.all()]
    if question.kind == Kind.TEXT:
        return words
    if question.kind == Kind.SCALE:
        return str(chance.choices(range(1, question.steps + 1), weights)[0])
    if question.kind == Kind.SINGLE:
        return chance.choices(keys, weights)[0]
    if question.kind == Kind.MULTIPLE:
        return [key for key, weight in zip(keys, weights, strict=True) if chance.random() < weight / 8]
    drawn = {key: chance.random() * weight for key, weight in zip(keys, weights, strict=True)}
    return ",".join(sorted(keys, key=lambda key: -drawn[key]))


def _votes(consultation: Consultation, told: dict[str, Any], chance: random.Random, now: datetime) -> int:
    camps = [camp for camp, size in enumerate(told["voters"]) for _one in range(size)]
    people = _people(len(camps))
    added = [one for one in told["statements"] if "by" in one]
    opens_at = consultation.opens_at() or now
    made: list[Statement] = []
    for one in told["statements"]:
        at = opens_at + timedelta(hours=len(made))
        made.append(_state(consultation, one, people, at))
    Vote.objects.bulk_create(
        Vote(person=person, statement=statement, value=value, created_at=at, changed_at=at)
        for number, (camp, person) in enumerate(zip(camps, people, strict=True))
        if (at := _moment(consultation, number, len(people), now))
        for statement, one in zip(made, told["statements"], strict=True)
        if one.get("by") != number and chance.random() < SEEN
        if (value := _judged(one["camps"][camp], chance)) is not None
    )
    return len(added)


def _state(consultation: Consultation, one: dict[str, Any], people: list[User], at: datetime) -> Statement:
    if "by" not in one:
        number = Statement.objects.filter(consultation=consultation).count()
        return Statement.objects.create(
            consultation=consultation, number=number, text=one["text"], created_at=at
        )
    author = people[one["by"]]
    key = f"demo-{consultation.slug}-{one['by']}"
    return statements.propose(
        consultation=consultation, person=author, text=one["text"], form_key=key, now=at
    )


def _judged(tendency: int, chance: random.Random) -> int:
    return tendency if chance.random() < LOYALTY else chance.choice((-1, 0, 1))


def _people(count: int) -> list[User]:
    """Fictional accounts that nobody can log in to: those who wrote elsewhere first, then new ones."""
    known = User.objects.filter(email__regex=r"^[0-9]+@shiomi\.example$").order_by("pk")
    people = list(known[:count])
    locked = make_password(None)
    number = User.objects.filter(email__endswith="@shiomi.example").count()
    while len(people) < count:
        number += 1
        people.append(User.objects.create(email=f"{number}@shiomi.example", password=locked))
    return people


def _moment(consultation: Consultation, number: int, count: int, now: datetime) -> datetime:
    """Spread over the time between the opening and now."""
    phase = consultation.phases.get(kind=Phase.Kind.COLLECT)
    whole = min(phase.ends_at, now) - phase.starts_at - timedelta(hours=30)
    return phase.starts_at + timedelta(hours=24) + whole * number / count
