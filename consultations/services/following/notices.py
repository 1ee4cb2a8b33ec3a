"""Notices to residents who agreed: staff choose attributes and read a rounded count, never who it is."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Area, AudienceProfile, News, Notice, Notification, PolicyField
from consultations.services.following import audiences, news

FEW = 5
STEP = 10


@dataclass(frozen=True)
class Audience:
    areas: Sequence[Area] = field(default_factory=tuple)
    age_bands: Sequence[str] = field(default_factory=tuple)
    interests: Sequence[PolicyField] = field(default_factory=tuple)

    def described(self) -> dict[str, list[str]]:
        """For the audit trail: what was chosen."""
        return {
            "areas": [area.name for area in self.areas],
            "age_bands": [*self.age_bands],
            "interests": [one.name for one in self.interests],
        }

    def key(self) -> str:
        """The same for the same choice, in whatever order it was made."""
        areas, interests = ([str(one.pk) for one in chosen] for chosen in (self.areas, self.interests))
        return "/".join(",".join(sorted(chosen)) for chosen in (areas, self.age_bands, interests))


@dataclass(frozen=True)
class Reached:
    """Rounded like the reach; None while it is on its way."""

    told: int | None
    read: int


def agree(
    *, person: User, area: Area | None, age_band: str, interests: Sequence[PolicyField], now: datetime
) -> None:
    policy.require(person, Action.FOLLOW)
    with transaction.atomic():
        profile, _ = AudienceProfile.objects.update_or_create(
            user=person,
            defaults={"area": area, "age_band": age_band},
            create_defaults={"area": area, "age_band": age_band, "agreed_at": now},
        )
        profile.interests.set(interests)


def take_back(*, person: User) -> None:
    """Deletes what was said, at once and for good."""
    policy.require(person, Action.FOLLOW)
    AudienceProfile.objects.filter(user=person).delete()


def reach(*, audience: Audience, planner: User, now: datetime) -> int:
    """How many people it would reach, to the nearest ten; 0 for fewer than five, none included.

    Rounded, so that a number says little about one person; recorded, so that somebody who tries
    many choices until the number turns is noticed.
    """
    policy.require(planner, Action.SEND_NOTICE)
    audit.record(
        actor=planner, action="notice.reach", subject="notice", now=now, details=audience.described()
    )
    return rounded(_people(audience))


def rounded(people: int) -> int:
    if people < FEW:
        return 0
    return max(STEP, (people + STEP // 2) // STEP * STEP)


def send(*, title: str, body: str, audience: Audience, form_key: str, planner: User, now: datetime) -> Notice:
    """The same form sent again gives the notice that it sent the first time."""
    policy.require(planner, Action.SEND_NOTICE)
    key = hashlib.sha256(f"{planner.pk}:{form_key}".encode()).hexdigest()
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                title=title,
                body=body,
                age_bands=[*audience.age_bands],
                form_key=key,
                sent_by=planner,
                sent_at=now,
            )
            notice.areas.set(audience.areas)
            notice.interests.set(audience.interests)
            news.record(kind=News.Kind.NOTICE, actor=planner, details={"notice": notice.pk}, now=now)
            audit.record(
                actor=planner,
                action="notice.send",
                subject=f"notice:{notice.pk}",
                now=now,
                details=audience.described(),
            )
    except IntegrityError:
        return Notice.objects.get(form_key=key)
    return notice


def reached(*, sent: Iterable[Notice]) -> dict[int, Reached]:
    """By the keys of the notices, in one query."""
    keys = [notice.pk for notice in sent]
    counted = News.objects.filter(kind=News.Kind.NOTICE, details__notice__in=keys).annotate(
        told=Count("notifications"),
        read=Count("notifications", filter=Q(notifications__read_at__isnull=False)),
    )
    return {
        one.details["notice"]: Reached(rounded(one.told) if one.told_at else None, rounded(one.read))
        for one in counted.order_by()
    }


def was_told(*, notice: Notice, person: User) -> bool:
    told = Notification.objects.filter(user=person, news__kind=News.Kind.NOTICE)
    return any(details.get("notice") == notice.pk for details in told.values_list("news__details", flat=True))


def _people(audience: Audience) -> int:
    return audiences.profiles(
        areas=[area.pk for area in audience.areas],
        age_bands=[*audience.age_bands],
        interests=[one.pk for one in audience.interests],
    ).count()
