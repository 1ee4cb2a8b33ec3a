from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import audit
from accounts.models import AuditEvent


class Command(BaseCommand):
    help = "Check the chain of the audit trail; exits with 1 and names every link that does not hold"

    def handle(self, *args: Any, **options: Any) -> None:
        broken = list(audit.broken_links())
        for link in broken:
            self.stdout.write(link)
        if broken:
            raise CommandError(f"the audit trail does not hold in {len(broken)} places", returncode=1)
        self.stdout.write(f"{AuditEvent.objects.count()} events, every link holds")
