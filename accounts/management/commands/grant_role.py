from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import services
from accounts.models import User
from accounts.policy import STAFF, Role


class Command(BaseCommand):
    help = "Give a person a role of the office; written into the audit trail"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=sorted(role.value for role in STAFF))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = User.objects.get_by_natural_key(options["email"])
        except User.DoesNotExist:
            raise CommandError(f"nobody has an account with the address {options['email']}") from None
        role = Role(options["role"])
        is_new = services.grant_role(user=user, role=role, granted_by=None, now=timezone.now())
        self.stdout.write(f"{user.email} {'is now' if is_new else 'was already'} {role.value}")
