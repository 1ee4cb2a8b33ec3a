"""In a process of its own, before the server starts: the tables and the fictional city's published FAQ."""

from importlib import import_module

import django
from django.core.management import call_command
from django.utils import timezone


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    import_module("chatbot.services.demo").load(now=timezone.now())


if __name__ == "__main__":
    main()
