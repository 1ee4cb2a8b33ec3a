"""Follow a discussion, a policy field or an area; and settle how often mail comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import (
    Area,
    Follow,
    Frequency,
    MailChoice,
    Notification,
    Opinion,
    PolicyField,
    Thread,
)

Target = Thread | PolicyField | Area


@dataclass(frozen=True)
class Wishes:
    """What a person wants by mail."""

    frequency: Frequency
    own_frequency: Frequency
    receipts: bool
    language: str


def begin_mail(*, person: User, language: str) -> None:
    """Who gets mail for the first time gets it in the language in which they read the site."""
    MailChoice.objects.get_or_create(user=person, defaults={"language": language})


def follow(*, target: Target, person: User, language: str, now: datetime) -> bool:
    """False when they followed it before."""
    policy.require(person, Action.FOLLOW)
    with transaction.atomic():
        begin_mail(person=person, language=language)
        _, is_new = Follow.objects.get_or_create(
            user=person, **{_column(target): target}, defaults={"created_at": now}
        )
    return is_new


def follow_own(*, opinion: Opinion, now: datetime) -> None:
    """The author of a proposal follows its discussion, as a row that can be changed and ended like any."""
    thread = Thread.objects.filter(proposal__opinion=opinion).first()
    if thread and opinion.author:
        Follow.objects.get_or_create(user=opinion.author, thread=thread, defaults={"created_at": now})


def unfollow(*, target: Target, person: User) -> bool:
    policy.require(person, Action.FOLLOW)
    deleted, _ = Follow.objects.filter(user=person, **{_column(target): target}).delete()
    return bool(deleted)


def follows(*, target: Target, person: User) -> bool:
    return Follow.objects.filter(user=person, **{_column(target): target}).exists()


def choice_of(*, person: User, language: str = "ja") -> MailChoice:
    """`language`: of those who have chosen nothing yet."""
    return MailChoice.objects.filter(user=person).first() or MailChoice(user=person, language=language)


@transaction.atomic
def settle(*, person: User, wishes: Wishes, each: Mapping[int, str]) -> None:
    """`each`: how often for single follows, by their keys; those of others are left alone."""
    policy.require(person, Action.FOLLOW)
    MailChoice.objects.update_or_create(
        user=person,
        defaults={
            "frequency": wishes.frequency,
            "own_frequency": wishes.own_frequency,
            "receipts": wishes.receipts,
            "language": wishes.language,
        },
    )
    for frequency in {*each.values()}:
        keys = [key for key, wanted in each.items() if wanted == frequency]
        Follow.objects.filter(user=person, pk__in=keys).update(frequency=frequency)
    by_mail = Follow.objects.filter(user=person).exclude(frequency__in=["", Frequency.NONE])
    if wishes.frequency == wishes.own_frequency == Frequency.NONE and not by_mail.exists():
        _forget_waiting(person)


@transaction.atomic
def end_all_mail(*, person: User) -> None:
    """No mail any more, of whatever kind; what is followed stays, to be read on the site."""
    wishes = {"frequency": Frequency.NONE, "own_frequency": Frequency.NONE, "receipts": False}
    MailChoice.objects.update_or_create(user=person, defaults=wishes)
    Follow.objects.filter(user=person).update(frequency="")
    _forget_waiting(person)


def _forget_waiting(person: User) -> None:
    waiting = Notification.objects.filter(user=person, mailing__sent_at__isnull=True)
    waiting.update(frequency=Frequency.NONE, mailing=None)


def _column(target: Target) -> str:
    if isinstance(target, Thread):
        return "thread"
    return "policy_field" if isinstance(target, PolicyField) else "area"
