"""Every way to write asks for the token and for our own origin; reading writes nothing."""

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.serializers import serialize
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.policy import Role
from accounts.routes import ROUTES
from consultations.models import Consultation
from tests import factories
from tests.consultations.planning.material import ALL, analysed, fill

pytestmark = pytest.mark.django_db

# A visitor may write here from another site: the embedded chat is made for that.
# The end of all mail is asked for by a mail program, with a signed token in the address and no cookies.
EMBEDDED = {"chatbot:messages", "consultations:mail_end"}


def route_names(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from route_names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            kinds = dict.fromkeys(pattern.pattern.regex.groupindex) | pattern.pattern.converters
            yield f"{prefix}{pattern.name}", kinds


def addresses(consultation: Consultation) -> dict[str, str]:
    """One address of each route, leading to something that is there where we know it."""
    opinion = consultation.opinions.earliest("pk")
    known: dict[str, Any] = {
        "slug": consultation.slug,
        "receipt": opinion.receipt,
        "number": 1,
        "pk": 1,
        "stable_id": consultation.themes.earliest("pk").stable_id,
    }
    found = {}
    for name, converters in route_names(get_resolver().url_patterns):
        guesses = {
            key: known.get(key, uuid4() if "UUID" in type(converter).__name__ else 1)
            for key, converter in converters.items()
        }
        found[name] = reverse(name, kwargs=guesses)
    return found


@pytest.fixture
def site() -> dict[str, str]:
    consultation = factories.idea_collection(slug="plan")
    factories.document(consultation)
    fill(consultation, ALL)
    factories.proposal(consultation)
    analysed(consultation)
    return addresses(consultation)


def everything() -> dict[str, str]:
    """A digest of every table."""
    return {
        model._meta.label: hashlib.sha256(
            serialize("json", model._default_manager.order_by("pk")).encode()
        ).hexdigest()
        for model in apps.get_models()
        if model is not Session and model._meta.managed
    }


def administrator(**options: Any) -> Client:
    client = Client(raise_request_exception=False, **options)
    person = factories.user(*Role)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client.force_login(person)
    return client


def test_every_route_is_tried(site: dict[str, str]) -> None:
    assert set(ROUTES) <= set(site) | {"account_logout"}


def test_without_the_token_nothing_is_written(site: dict[str, str]) -> None:
    client = administrator(enforce_csrf_checks=True)
    before = everything()
    for name, address in site.items():
        for method in ("post", "put", "patch", "delete"):
            response = getattr(client, method)(address, {"text": "x"} if method == "post" else b"")
            assert response.status_code in (403, 404, 405), f"{method} {name}: {response.status_code}"
    assert everything() == before


def test_a_foreign_origin_is_refused_even_with_the_token(site: dict[str, str]) -> None:
    client = administrator(enforce_csrf_checks=True)
    client.get("/accounts/login/")
    client.get(site["consultations:import"])
    token = client.cookies["csrftoken"].value
    before = everything()
    for name, address in site.items():
        if name in EMBEDDED:
            continue
        response = client.post(
            address,
            {"csrfmiddlewaretoken": token, "text": "x"},
            headers={"origin": "https://elsewhere.example"},
        )
        assert response.status_code in (403, 404, 405), f"{name}: {response.status_code}"
    assert everything() == before


def test_control_with_the_token_and_our_own_origin_a_write_gets_through(site: dict[str, str]) -> None:
    client = administrator(enforce_csrf_checks=True)
    client.get(site["consultations:import"])
    token = client.cookies["csrftoken"].value
    before = everything()
    response = client.post(
        site["consultations:analysis_start"],
        {"csrfmiddlewaretoken": token},
        headers={"origin": "http://testserver"},
    )
    assert response.status_code == 302
    assert everything() != before


def test_reading_every_page_changes_no_row(site: dict[str, str]) -> None:
    client = administrator()
    before = everything()
    failed = {
        name: status for name, address in site.items() if (status := client.get(address).status_code) >= 500
    }
    assert not failed
    after = everything()
    assert {label for label in before if before[label] != after[label]} == set()
