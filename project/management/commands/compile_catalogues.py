from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from project.catalogues import compile_stale


class Command(BaseCommand):
    help = "Compile the translations that changed since they were last compiled"
    requires_system_checks: list[str] = []  # noqa: RUF012

    def handle(self, *args: Any, **options: Any) -> None:
        for path in compile_stale(settings.BASE_DIR):
            self.stdout.write(f"compiled {path.relative_to(settings.BASE_DIR)}")
