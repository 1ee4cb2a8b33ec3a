from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import services as accounts
from accounts.models import User
from accounts.policy import Role
from chatbot.services import demo as chatbot_demo
from chatbot.services.people import demo as people_demo
from consultations.services.demo import city as consultations_demo

PASSWORD = "yoriai-demo-2026"  # noqa: S105 - printed below: everybody who runs the demo is to know it
PEOPLE: dict[str, tuple[str, Role | None]] = {
    "resident@shiomi.example": ("山手のさくら", None),
    "resident2@shiomi.example": ("港町の健太", None),
    "moderator@shiomi.example": ("調整係 中村", Role.MODERATOR),
    "planner@shiomi.example": ("企画係 山本", Role.PLANNER),
    "editor@shiomi.example": ("市民課 藤井", Role.FAQ_EDITOR),
    "admin@shiomi.example": ("情報管理係 大西", Role.ADMINISTRATOR),
}


class Command(BaseCommand):
    help = "Fill the site with the fictional city of 汐見市; a second run changes nothing"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="also under the production settings")
        parser.add_argument(
            "--prepare", action="store_true", help="first compile the catalogues and migrate the database"
        )
        parser.add_argument("--address", default="http://127.0.0.1:8000/", help="printed at the end")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SETTINGS_MODULE == "project.settings.production" and not options["force"]:
            raise CommandError(
                "The demo makes accounts whose password everybody knows; not in production (or use --force)."
            )
        if options["prepare"]:
            call_command("compile_catalogues")
            call_command("migrate", verbosity=0)
        now = timezone.now()
        for email, (name, role) in PEOPLE.items():
            _person(email, name, role, now)
        loaded = consultations_demo.load(now=now)
        planner = User.objects.get_by_natural_key("planner@shiomi.example")
        consultations_demo.reply(planner=planner, now=now)
        run = consultations_demo.publish_themes(planner=planner, now=now)
        if run:
            second = User.objects.get_by_natural_key("admin@shiomi.example")
            consultations_demo.publish_answers(run=run, planner=planner, second=second, now=now)
        publication = chatbot_demo.load(now=now)
        people_demo.load(year=timezone.localtime(now).year)
        self.stdout.write(f"{loaded.consultations} consultations and {loaded.opinions} opinions added.")
        self.stdout.write(f"Themes: {'published' if run else 'the analysis failed, see /staff/jobs/'}.")
        self.stdout.write(f"FAQ: {publication.get_state_display()}.")
        self._say_where(options["address"])

    def _say_where(self, address: str) -> None:
        self.stdout.write(f"\nOpen {address} and log in with the password {PASSWORD} as")
        for email, (name, role) in PEOPLE.items():
            self.stdout.write(f"  {email:28} {name} ({role or Role.RESIDENT})")


def _person(email: str, name: str, role: Role | None, now: datetime) -> None:
    user = User.objects.filter(email=email).first()
    user = user or User.objects.create_user(email=email, password=PASSWORD, display_name=name, joined_at=now)
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    if role:
        accounts.grant_role(user=user, role=role, granted_by=None, now=now)
