"""Questions with answers, statements with votes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from consultations.models import Consultation, Option, Question, Statement, Vote
from consultations.services.surveys import answering
from tests import factories
from tests.factories import NOW

Kind = Question.Kind
SEEDS = (
    "夜の公園にもっと照明がほしい。",
    "公園でボール遊びを認めるべきだ。",
    "公園の木は切らずに残すべきだ。",
    "犬を放せる場所がほしい。",
    "公園にカフェがあるとよい。",
    "花火は全面的に禁止でよい。",
    "遊具よりも広場を増やすべきだ。",
    "公園の掃除は地域で分担すべきだ。",
)


def survey(**fields: Any) -> Consultation:
    return factories.consultation(kind=Consultation.Kind.QUESTION, **({"slug": "parks"} | fields))


def question(of: Consultation, kind: Kind, *options: str, **fields: Any) -> Question:
    defaults: dict[str, Any] = {"position": of.questions.count() + 1, "wording": f"{kind.label}の質問"}
    made = Question.objects.create(consultation=of, kind=kind, **(defaults | fields))
    for position, label in enumerate(options, start=1):
        Option.objects.create(question=made, position=position, label=label)
    return made


def one_of_each(of: Consultation) -> dict[Kind, Question]:
    return {
        Kind.TEXT: question(of, Kind.TEXT, wording="公園に望むことは何ですか。", longest=200),
        Kind.SINGLE: question(of, Kind.SINGLE, "毎日", "週に数回", "ほとんど行かない", is_required=True),
        Kind.MULTIPLE: question(of, Kind.MULTIPLE, "散歩", "子どもの遊び", "運動"),
        Kind.SCALE: question(of, Kind.SCALE, low_label="不満", high_label="満足"),
        Kind.ORDER: question(of, Kind.ORDER, "照明", "木陰", "遊具"),
    }


def filled_in(
    asked: dict[Kind, Question], *, text: str = "木陰を増やしてください。", **other: Any
) -> dict[str, Any]:
    """What a browser sends. `other`: single=1, multiple=(1, 3), scale=4, order=(2, 1, 3), by position."""
    said: dict[str, Any] = {"single": 1, "multiple": (1, 3), "scale": 4, "order": (2, 1, 3)} | other
    keys = {kind: [str(option.pk) for option in one.options.all()] for kind, one in asked.items()}
    name = {kind: one.field_name for kind, one in asked.items()}
    places = {f"{name[Kind.ORDER]}_{row}": str(place) for row, place in enumerate(said["order"])}
    return {
        name[Kind.TEXT]: text,
        name[Kind.SINGLE]: keys[Kind.SINGLE][said["single"] - 1] if said["single"] else "",
        name[Kind.MULTIPLE]: [keys[Kind.MULTIPLE][place - 1] for place in said["multiple"]],
        name[Kind.SCALE]: str(said["scale"] or ""),
        **places,
    }


def hand_in(of: Consultation, person: User, answers: dict[str, Any], *, now: datetime = NOW) -> None:
    """`answers` as the form cleans them."""
    sheet = answering.keep(consultation=of, person=person, answers=answers, now=now)
    answering.hand_in(sheet=sheet, person=person, seen=answering.fingerprint(answers), now=now)


def one_by_one(**fields: Any) -> Consultation:
    return factories.consultation(kind=Consultation.Kind.ONE_BY_ONE, **({"slug": "park-rules"} | fields))


def seeds(of: Consultation, lines: Sequence[str] = SEEDS) -> list[Statement]:
    first = of.statements.count()
    return [
        Statement.objects.create(consultation=of, number=number, text=line, created_at=NOW)
        for number, line in enumerate(lines, start=first)
    ]


def vote(person: User, statement: Statement, value: int, *, at: datetime = NOW) -> Vote:
    return Vote.objects.create(person=person, statement=statement, value=value, created_at=at, changed_at=at)


def two_camps(statements: Sequence[Statement], *, each: int = 10) -> list[User]:
    """Two camps that agree about the first statement and about nothing else."""
    people = [factories.user() for _number in range(2 * each)]
    rows = []
    for number, person in enumerate(people):
        side = 1 if number < each else -1
        for place, statement in enumerate(statements):
            # One statement a person is passed, so that people of a camp do not stand on one point.
            value = 1 if place == 0 else side if place % 2 else -side
            value = 0 if place and place == 1 + number % (len(statements) - 1) else value
            rows.append(Vote(person=person, statement=statement, value=value, created_at=NOW, changed_at=NOW))
    Vote.objects.bulk_create(rows)
    return people
