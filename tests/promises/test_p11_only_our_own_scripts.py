"""P11. A strict content security policy on every answer, for everybody; one page alone may be framed."""

from collections.abc import Iterator

import pytest
import time_machine
from django.http import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from accounts.policy import Role
from consultations.models import Consultation
from project import views
from tests import factories
from tests.factories import NOW
from tests.promises import full_town
from tests.promises.test_p12_only_our_own_pages_can_write import addresses

pytestmark = pytest.mark.django_db

FRAMED = {"chatbot:embed"}
STRICT = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
    "frame-src": {"'self'"},
    "connect-src": {"'self'"},
    "font-src": {"'self'"},
    "manifest-src": {"'self'"},
    "img-src": {"'self'", "data:"},
}
"""What may be allowed at the most. Anything that is not named falls back to nothing."""


def policy_of(response: HttpResponseBase) -> dict[str, set[str]]:
    parts = response.headers.get("Content-Security-Policy", "").split(";")
    return {words[0]: set(words[1:]) for part in parts if (words := part.split())}


def faults(response: HttpResponseBase, *, framed: bool = False) -> list[str]:
    policy = policy_of(response)
    found = [name for name in ("default-src", "base-uri", "form-action") if name not in policy]
    if "sandbox" in policy:
        found = []  # a file of somebody: no script at all, no origin, nothing to frame
    for name, sources in policy.items():
        allowed = {"'none'", *(one for one in sources if one.startswith("'nonce-"))} | STRICT.get(name, set())
        if name not in ("frame-ancestors", "sandbox"):
            found += [f"{name} {source}" for source in sources - allowed]
    is_open = policy.get("frame-ancestors") != {"'none'"} and "sandbox" not in policy
    if is_open is not framed or (framed and "X-Frame-Options" in response.headers):
        found.append(f"frame-ancestors {policy.get('frame-ancestors')}")
    return found if policy else ["no policy"]


@pytest.fixture
def site() -> Iterator[dict[str, str]]:
    with time_machine.travel(NOW, tick=False):
        full_town.build()
        yield addresses(Consultation.objects.get(slug="ideas"))


def browser(role: Role) -> Client:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    if role != Role.VISITOR:
        client.force_login(factories.user(*() if role == Role.RESIDENT else (role,)))
    return client


def test_every_answer_on_every_route_for_every_role_has_the_strict_policy(site: dict[str, str]) -> None:
    wrong, shown = {}, 0
    for role in Role:
        client = browser(role)
        for name, address in site.items():
            for method in ("get", "post") if role == Role.ADMINISTRATOR else ("get",):
                response = getattr(client, method)(address)
                shown += response.status_code == 200
                if found := faults(response, framed=name in FRAMED and response.status_code != 403):
                    wrong[f"{role} {method} {name} {response.status_code}"] = found
    assert wrong == {}
    assert shown > 200


def test_what_stands_before_every_page_has_it_too(settings: Settings) -> None:
    """A foreign host name, the way to https, a page that is not there."""
    client = Client(raise_request_exception=False)
    answers = {
        404: client.get("/nowhere/"),
        400: client.get("/", headers={"host": "elsewhere.example"}),
    }
    settings.SECURE_SSL_REDIRECT = True
    answers[301] = Client().get("/")
    for status, response in answers.items():
        assert response.status_code == status
        assert faults(response) == [], status


def test_a_failure_has_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "render", lambda *_args, **_options: 1 / 0)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert faults(response) == []


def test_a_nonce_is_good_for_one_answer() -> None:
    seen = []
    for _time in range(5):
        sources = policy_of(Client().get("/components/"))["script-src"]
        seen += [source for source in sources if source.startswith("'nonce-")]
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize(
    "loosened",
    [
        {"script-src": ["'self'", "'unsafe-inline'"]},
        {"script-src": ["'self'", "'unsafe-eval'"]},
        {"script-src": ["'self'", "https://cdn.example"]},
        {"style-src": ["'self'", "'unsafe-inline'"]},
        {"frame-ancestors": ["*"]},
        {"default-src": None},
        {"base-uri": None},
    ],
    ids=str,
)
def test_control_a_looser_policy_is_seen(settings: Settings, loosened: dict[str, list[str] | None]) -> None:
    before = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": before | loosened}
    assert faults(Client().get("/accounts/login/")) != []


def test_control_without_the_mechanism_there_is_none(settings: Settings) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "csp" not in name]
    assert faults(Client().get("/accounts/login/")) == ["no policy"]
