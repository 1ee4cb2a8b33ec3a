"""What a person changes about their own account, and what an administrator grants."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts import audit
from accounts.models import RoleGrant, User
from accounts.policy import STAFF, Role


class NotAnOfficeRole(Exception):
    """Visitor and resident are what people are, not what they are given."""


def change_display_name(*, user: User, display_name: str) -> None:
    user.display_name = display_name
    user.save(update_fields=["display_name"])


def forget_unproven_password(*, user: User, email: str) -> None:
    """Whoever proves an address by a code need not be who once opened an account with it: the password that
    was chosen then opens nothing any more."""
    if EmailAddress.objects.filter(user=user, email__iexact=email, verified=False).exists():
        user.set_unusable_password()
        user.save(update_fields=["password"])


def grant_role(*, user: User, role: Role, granted_by: User | None, now: datetime) -> bool:
    """Give a role of the office; say whether it was new."""
    if role not in STAFF:
        raise NotAnOfficeRole(role)
    with transaction.atomic():
        _, is_new = RoleGrant.objects.get_or_create(
            user=user, role=role.value, defaults={"granted_by": granted_by, "granted_at": now}
        )
        if is_new:
            audit.record(
                actor=granted_by,
                action="role.granted",
                subject=f"user:{user.public_id}",
                details={"role": role.value},
                now=now,
            )
    user.__dict__.pop("_roles", None)
    return is_new
