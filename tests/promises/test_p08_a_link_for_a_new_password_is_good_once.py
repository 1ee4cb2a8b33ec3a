import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings as project
from django.core import mail
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

LIFE = timedelta(seconds=project.PASSWORD_RESET_TIMEOUT)
SECOND = timedelta(seconds=1)
NEW = "brand-new-and-long-enough"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def person() -> User:
    made = factories.user()
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def ask(email: str) -> str:
    """Returns the path of the link that is sent."""
    Client().post("/accounts/password/reset/", {"email": email})
    found = re.search(r"/accounts/password/reset/key/\S+", str(mail.outbox[-1].body))
    assert found
    return found[0]


def use(link: str, password: str = NEW) -> None:
    client = Client()
    page = client.get(link, follow=True)
    form = page.redirect_chain[-1][0] if page.redirect_chain else link
    client.post(form, {"password1": password, "password2": password})


def has(person: User, password: str) -> bool:
    person.refresh_from_db()
    return person.check_password(password)


@pytest.mark.parametrize(("late", "is_good"), [(-SECOND, True), (0 * SECOND, True), (SECOND, False)])
def test_a_link_dies_to_the_second(
    person: User, clock: time_machine.Traveller, late: timedelta, *, is_good: bool
) -> None:
    link = ask(person.email)
    clock.move_to(NOW + LIFE + late)
    use(link)
    assert has(person, NEW) is is_good


def test_a_link_is_good_once(person: User) -> None:
    link = ask(person.email)
    use(link)
    use(link, "another-and-long-enough")
    assert has(person, NEW)


def test_a_form_opened_before_the_link_was_used_is_worth_nothing(person: User) -> None:
    link, waiting = ask(person.email), Client()
    form = waiting.get(link, follow=True).redirect_chain[-1][0]
    use(link)
    waiting.post(form, {"password1": "another-and-long-enough", "password2": "another-and-long-enough"})
    assert has(person, NEW)


def test_a_link_of_one_person_opens_nothing_of_another(person: User) -> None:
    other = factories.user()
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    mine, theirs = ask(person.email), ask(other.email)
    key = mine.rstrip("/").rpartition("/")[2].partition("-")[2]
    whose = theirs.rstrip("/").rpartition("/")[2].partition("-")[0]
    use(f"/accounts/password/reset/key/{whose}-{key}/")
    assert not has(other, NEW)


def test_control_with_a_longer_life_the_late_link_opens(
    person: User, clock: time_machine.Traveller, settings: Settings
) -> None:
    settings.PASSWORD_RESET_TIMEOUT = LIFE.total_seconds() + 60
    link = ask(person.email)
    clock.move_to(NOW + LIFE + SECOND)
    use(link)
    assert has(person, NEW)
