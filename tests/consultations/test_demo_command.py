"""`manage.py demo` makes a whole city, once, and not where it would be dangerous."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import AuditEvent, User
from accounts.policy import Role
from chatbot.models import FaqEntry
from consultations.models import AnalysisRun, Consultation, Opinion, Theme
from project.management.commands.demo import PASSWORD, PEOPLE


def _demo() -> str:
    said = StringIO()
    call_command("demo", stdout=said)
    return said.getvalue()


def _rows() -> list[int]:
    models = (AuditEvent, AnalysisRun, Consultation, FaqEntry, Opinion, Theme, User)
    return [model._default_manager.count() for model in models]


@pytest.mark.django_db
@pytest.mark.filterwarnings("default")
def test_the_demo_is_made_once_with_people_themes_and_questions() -> None:
    said = _demo()
    assert PASSWORD in said
    for email, (_name, role) in PEOPLE.items():
        assert email in said
        person = User.objects.get(email=email)
        assert person.check_password(PASSWORD)
        assert person.roles == {Role.RESIDENT} | ({role} if role else set())
    assert AnalysisRun.objects.get(published_at__isnull=False).consultation.slug == "library-renewal"
    before = _rows()
    _demo()
    assert _rows() == before


@pytest.mark.django_db
def test_the_demo_refuses_to_run_in_production(settings: Settings) -> None:
    settings.SETTINGS_MODULE = "project.settings.production"
    with pytest.raises(CommandError, match="--force"):
        _demo()
    assert not User.objects.exists()
