"""The fictional city's districts, fields and places, and its answers to some proposals."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from consultations import indexing
from consultations.models import (
    Area,
    Consultation,
    Milestone,
    OfficialAnswer,
    Opinion,
    Place,
    PolicyField,
    Proposal,
)
from consultations.services.demo import opinions

ANSWERED_DAYS_AGO = 5


def load(*, folder: Path, now: datetime) -> None:
    """What is there already is left as people have made it since."""
    told: dict[str, Any] = json.loads((folder / "places.json").read_text(encoding="utf-8"))
    _sort(told)
    for row in told["proposals"]:
        for opinion in _unplaced(row["key"]):
            _place(opinion, row)
    for row in told["answers"]:
        for proposal in _unanswered(row["key"]):
            _answer(proposal, row, now)


def _unplaced(key: str) -> QuerySet[Opinion]:
    return Opinion.objects.with_words().filter(submission_key=opinions.key_of(key), place__isnull=True)


def _unanswered(key: str) -> QuerySet[Proposal]:
    return Proposal.objects.filter(opinion__submission_key=opinions.key_of(key), answers__isnull=True)


def _sort(told: dict[str, Any]) -> None:
    for position, row in enumerate(told["areas"]):
        Area.objects.get_or_create(name=row["name"], defaults={"code": row["code"], "position": position})
    for position, name in enumerate(told["fields"]):
        PolicyField.objects.get_or_create(name=name, defaults={"position": position})
    areas = list(Area.objects.filter(name__in=[row["name"] for row in told["areas"]]))
    for slug, row in told["consultations"].items():
        for consultation in Consultation.objects.filter(slug=slug, areas__isnull=True):
            consultation.areas.set(areas)
            consultation.policy_fields.set(PolicyField.objects.filter(name__in=row["fields"]))
            consultation.supports_limit = row.get("supports_limit", consultation.supports_limit)
            consultation.save(update_fields=["supports_limit"])


def _place(opinion: Opinion, row: dict[str, Any]) -> None:
    Place.objects.create(
        opinion=opinion, name=row["place"], latitude=row.get("latitude"), longitude=row.get("longitude")
    )
    opinion.area = Area.objects.get(name=row["area"])
    opinion.policy_field = PolicyField.objects.get(name=row["field"])
    opinion.save(update_fields=["area", "policy_field"])
    indexing.opinion(opinion)


def _answer(proposal: Proposal, row: dict[str, Any], now: datetime) -> None:
    at = now - timedelta(days=ANSWERED_DAYS_AGO)
    OfficialAnswer.objects.create(
        proposal=proposal,
        status=row["status"],
        text=row["text"],
        department=row["department"],
        answered_at=at,
    )
    Proposal.objects.filter(pk=proposal.pk).update(status=row["status"])
    today = timezone.localdate(now)
    for step in row["steps"]:
        reached = step.get("reached_in_days")
        Milestone.objects.create(
            proposal=proposal,
            title=step["title"],
            due_on=today + timedelta(days=step["due_in_days"]),
            reached_on=None if reached is None else today + timedelta(days=reached),
            created_at=at,
        )
