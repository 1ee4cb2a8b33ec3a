"""Links by which people without an account read a consultation before it is published."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Consultation, PreviewLink
from consultations.services.setup.phases import PublishedAlready

LIFE = timedelta(days=7)
_SALT = "consultations.preview"


class NoPreview(Exception):
    """Not a link of ours, or taken back, or too old. Nobody is told which."""


@dataclass(frozen=True)
class Opened:
    consultation: Consultation
    link: PreviewLink


@transaction.atomic
def make(*, consultation: Consultation, planner: User, now: datetime) -> PreviewLink:
    policy.require(planner, Action.SET_UP)
    if consultation.published_at:
        raise PublishedAlready
    link = PreviewLink.objects.create(
        consultation=consultation, made_by=planner, made_at=now, expires_at=now + LIFE
    )
    audit.record(actor=planner, action="preview.make", subject=consultation.slug, now=now)
    return link


@transaction.atomic
def revoke(*, link: PreviewLink, planner: User, now: datetime) -> None:
    policy.require(planner, Action.SET_UP)
    if PreviewLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=now):
        audit.record(actor=planner, action="preview.revoke", subject=link.consultation.slug, now=now)


def token_of(link: PreviewLink) -> str:
    return signing.Signer(salt=_SALT).sign(link.key)


def open_link(*, token: str, now: datetime) -> Opened:
    """The consultation as it is now; whoever asks for it after publication is led to the real page."""
    try:
        key = signing.Signer(salt=_SALT).unsign(token)
    except signing.BadSignature as error:
        raise NoPreview from error
    link = PreviewLink.objects.select_related("consultation").filter(key=key, revoked_at__isnull=True).first()
    if link is None:
        raise NoPreview
    if link.expires_at <= now and link.consultation.published_at is None:
        raise NoPreview
    return Opened(link.consultation, link)
