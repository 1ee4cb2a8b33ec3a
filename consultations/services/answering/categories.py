"""What can become of the opinions of a row, as each consultation lists it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Consultation, ResponseCategory


class NameTaken(ValueError):
    """The list has this name already."""


def defaults() -> list[str]:
    """As most Japanese city halls word them: they are printed, so they are in Japanese."""
    with override("ja"):
        return [
            _("Taken into the plan"),
            _("Taken into the plan in part"),
            _("In the plan already"),
            _("Kept in mind for later"),
            _("Difficult to take in"),
            _("Other"),
        ]


def ensure(*, consultation: Consultation) -> None:
    """The usual list, for a consultation that has none yet."""
    if consultation.response_categories.exists():
        return
    ResponseCategory.objects.bulk_create(
        [
            ResponseCategory(consultation=consultation, name=name, position=place)
            for place, name in enumerate(defaults(), start=1)
        ],
        ignore_conflicts=True,
    )


def add(*, consultation: Consultation, name: str, by: User, now: datetime) -> ResponseCategory:
    policy.require(by, Action.DRAFT_RESPONSE)
    last = consultation.response_categories.order_by("-position").first()
    try:
        with transaction.atomic():
            made = ResponseCategory.objects.create(
                consultation=consultation, name=name, position=last.position + 1 if last else 1
            )
            _record("category.add", made, by, now)
    except IntegrityError as error:
        raise NameTaken(name) from error
    return made


def rename(*, category: ResponseCategory, name: str, by: User, now: datetime) -> None:
    """What was published under the old name keeps it."""
    policy.require(by, Action.DRAFT_RESPONSE)
    before = category.name
    if before == name:
        return
    try:
        with transaction.atomic():
            ResponseCategory.objects.filter(pk=category.pk).update(name=name)
            category.name = name
            _record("category.rename", category, by, now, before=before)
    except IntegrityError as error:
        raise NameTaken(name) from error


def retire(*, category: ResponseCategory, by: User, now: datetime) -> None:
    """No longer offered. Responses that have it keep it."""
    policy.require(by, Action.DRAFT_RESPONSE)
    with transaction.atomic():
        if ResponseCategory.objects.filter(pk=category.pk, retired_at=None).update(retired_at=now):
            _record("category.retire", category, by, now)


def offer_again(*, category: ResponseCategory, by: User, now: datetime) -> None:
    policy.require(by, Action.DRAFT_RESPONSE)
    with transaction.atomic():
        if ResponseCategory.objects.filter(pk=category.pk).exclude(retired_at=None).update(retired_at=None):
            _record("category.offer_again", category, by, now)


def move_up(*, category: ResponseCategory, by: User, now: datetime) -> None:
    """One place further to the front."""
    policy.require(by, Action.DRAFT_RESPONSE)
    with transaction.atomic():
        listed = list(ResponseCategory.objects.filter(consultation=category.consultation_id))
        place = next((at for at, one in enumerate(listed) if one.pk == category.pk), 0)
        if not place:
            return
        listed[place - 1], listed[place] = listed[place], listed[place - 1]
        for position, one in enumerate(listed, start=1):
            one.position = position
        ResponseCategory.objects.bulk_update(listed, ["position"])
        _record("category.move", category, by, now)


def _record(action: str, category: ResponseCategory, by: User, now: datetime, **details: str) -> None:
    audit.record(
        actor=by,
        action=action,
        subject=f"consultation:{category.consultation.slug}",
        now=now,
        details={"category": category.name, **details},
    )
