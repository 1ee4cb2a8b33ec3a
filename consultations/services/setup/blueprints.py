"""Begin a consultation with the words and dates of a template or of an earlier one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Blueprint, Consultation, Phase, Question, Statement
from consultations.services.consultations import Participation
from consultations.services.setup import attributes, guiding, phases
from consultations.services.setup.attributes import Asked
from consultations.services.setup.phases import PlannedPhase
from consultations.services.surveys import questions as surveys
from consultations.services.surveys import statements

FILE = Path(__file__).resolve().parents[2] / "blueprints" / "shipped.json"
AHEAD = 14
"""In so many days the first phase begins until the planner says otherwise."""
WORDS = (
    "title",
    "question",
    "summary",
    "background",
    "deciding",
    "what_happens_next",
    "department",
    "contact",
)
RULES = ("supports_limit", "edit_minutes", "held_hours", "second_entry_percent", "results_during")
QUESTION = ("kind", "wording", "explanation", "is_required", "longest", "steps", "low_label", "high_label")


class NameTaken(ValueError):
    """There is a template of this name."""


@dataclass(frozen=True)
class Shipped:
    key: str
    name: str
    kind: str
    content: Mapping[str, Any]


@cache
def shipped() -> tuple[Shipped, ...]:
    """Those that come with the program, with words that a city can begin from."""
    return tuple(Shipped(**one) for one in json.loads(FILE.read_text(encoding="utf-8")))


def shipped_for(kind: str) -> list[Shipped]:
    return [one for one in shipped() if one.kind == kind]


def content_of(consultation: Consultation) -> dict[str, Any]:
    """Its words, rules, sorting, questions and statements; its dates as days from the first.

    No opinions, no plan.
    """
    dated = list(consultation.phases.all())
    first = timezone.localtime(dated[0].starts_at).date() if dated else None
    answers_by = consultation.answers_by
    return {
        **{name: getattr(consultation, name) for name in WORDS + RULES},
        "answers_after": (answers_by - first).days if answers_by and first else None,
        "phases": [_phase_content(phase, first) for phase in dated if first],
        "attributes": [
            {"label": one.label, "choices": one.choices, "reason": one.reason}
            for one in consultation.attribute_questions.all()
        ],
        "questions": [
            _question_content(question) for question in consultation.questions.prefetch_related("options")
        ],
        "statements": list(
            Statement.objects.filter(consultation=consultation, opinion__isnull=True)
            .standing()
            .values_list("text", flat=True)
        ),
        "areas": [area.pk for area in consultation.areas.offered()],
        "policy_fields": [field.pk for field in consultation.policy_fields.offered()],
    }


@transaction.atomic
def save_as_template(*, consultation: Consultation, name: str, planner: User, now: datetime) -> Blueprint:
    policy.require(planner, Action.SET_UP)
    try:
        with transaction.atomic():
            made = Blueprint.objects.create(
                name=name,
                kind=consultation.kind,
                content=content_of(consultation),
                saved_by=planner,
                saved_at=now,
            )
    except IntegrityError as error:
        raise NameTaken(name) from error
    audit.record(
        actor=planner, action="template.save", subject=consultation.slug, now=now, details={"name": name}
    )
    return made


@transaction.atomic
def delete_template(*, blueprint: Blueprint, planner: User, now: datetime) -> None:
    policy.require(planner, Action.SET_UP)
    audit.record(
        actor=planner,
        action="template.delete",
        subject=f"template:{blueprint.pk}",
        now=now,
        details={"name": blueprint.name},
    )
    blueprint.delete()


@transaction.atomic
def start_from(
    *, kind: str, content: Mapping[str, Any], planner: User, now: datetime, key: str = ""
) -> Consultation:
    """An unpublished consultation with all of this, its first phase beginning in two weeks.

    The same key begins it once, however often the button is pressed.
    """
    begun = guiding.begun(key=key, now=now)
    if begun:
        return begun
    consultation = guiding.start(kind=kind, planner=planner, now=now, key=key)
    first = timezone.localtime(now).date() + timedelta(days=AHEAD)
    after = content.get("answers_after")
    columns = {name: content.get(name) or "" for name in WORDS}
    guiding.save(
        consultation=consultation,
        columns=columns | {"answers_by": first + timedelta(days=after) if after is not None else None},
        areas=content.get("areas", ()),
        policy_fields=content.get("policy_fields", ()),
        planner=planner,
    )
    rules = {name: content[name] for name in RULES if name in content}
    Consultation.objects.filter(pk=consultation.pk).update(**rules)
    planned = [_planned(one, first) for one in content.get("phases", ())]
    phases.replace(consultation=consultation, planned=planned, planner=planner, now=now)
    _ask(consultation, content, planner, now)
    return consultation


def _ask(consultation: Consultation, content: Mapping[str, Any], planner: User, now: datetime) -> None:
    """About the people, and what the consultation itself puts to them."""
    asked = [
        Asked(one["label"], tuple(one["choices"]), one["reason"]) for one in content.get("attributes", ())
    ]
    attributes.ask(consultation=consultation, asked=asked, planner=planner, now=now)
    for one in content.get("questions", ()):
        surveys.add(consultation=consultation, asked=surveys.Asked(**one), planner=planner, now=now)
    lines = content.get("statements", ())
    statements.add_seeds(consultation=consultation, lines=lines, planner=planner, now=now)


def _question_content(question: Question) -> dict[str, Any]:
    return {
        **{name: getattr(question, name) for name in QUESTION},
        "options": [option.label for option in question.options.all()],
    }


def _phase_content(phase: Phase, first: date) -> dict[str, Any]:
    return {
        "kind": phase.kind,
        "name": phase.name,
        "starts": _from_day(phase.starts_at, first),
        "ends": _from_day(phase.ends_at, first),
        "allows": [str(what) for what in Participation if getattr(phase, f"allows_{what}")],
    }


def _from_day(moment: datetime, first: date) -> tuple[int, str]:
    local = timezone.localtime(moment)
    return (local.date() - first).days, f"{local:%H:%M}"


def _planned(one: Mapping[str, Any], first: date) -> PlannedPhase:
    return PlannedPhase(
        kind=one["kind"],
        name=one["name"],
        starts_at=_moment(one["starts"], first),
        ends_at=_moment(one["ends"], first),
        allows=frozenset(Participation(what) for what in one["allows"]),
    )


def _moment(said: tuple[int, str], first: date) -> datetime:
    days, hour = said
    local = datetime.combine(first + timedelta(days=days), time.fromisoformat(hour))
    return timezone.make_aware(local, timezone.get_default_timezone())
