"""The pages of the frame, without a browser."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template, render_to_string
from django.test import Client, RequestFactory
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from accounts.policy import Role
from project import navigation, views
from tests import factories


def open_consultations(count: int) -> None:
    now = timezone.now()
    for _ in range(count):
        factories.consultation(opens=now - timedelta(days=1), closes=now + timedelta(days=9))


@pytest.mark.django_db
def test_home_says_so_when_nothing_is_open(client: Client) -> None:
    assert "いま受け付けている意見募集はありません" in client.get("/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 6])
def test_home_asks_the_database_as_often_for_few_as_for_many(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    open_consultations(count)
    with django_assert_num_queries(3):
        answer = client.get("/")
    assert answer.content.decode().count("受付中</span>") == count


@pytest.mark.django_db
@pytest.mark.parametrize(("header", "language"), [("", "ja"), ("en-GB,en;q=0.8", "en"), ("fr", "ja")])
def test_the_language_of_the_browser_is_spoken_and_japanese_otherwise(
    client: Client, header: str, language: str
) -> None:
    answer = client.get("/", headers={"accept-language": header})
    assert f'<html lang="{language}">' in answer.content.decode()


@pytest.mark.django_db
def test_the_chosen_language_outlives_the_request(client: Client) -> None:
    assert client.post("/language/", {"language": "en", "next": "/"}).status_code == 302
    assert '<html lang="en">' in client.get("/", headers={"accept-language": "ja"}).content.decode()


@pytest.mark.django_db
def test_the_language_switch_leads_to_no_other_site(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


def test_the_page_of_a_failure_needs_neither_database_nor_request(rf: RequestFactory) -> None:
    # Without the mark that opens it, any look into the database fails this test.
    with translation.override("ja"):
        answer = views.server_error(rf.get("/"))
    assert answer.status_code == 500
    assert "市のシステムで問題が起きました" in answer.content.decode()
    assert "<h1>" in get_template("403_csrf.html").render({})


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_words() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "何も送信されていません" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/components/", "/accounts/login/", "/nowhere/"])
def test_every_page_forbids_foreign_and_inline_code(client: Client, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("roles", "is_let_in"),
    [([], False), ([Role.MODERATOR], True), ([Role.PLANNER], True), ([Role.FAQ_EDITOR], True)],
)
def test_the_office_is_for_the_office(client: Client, roles: list[Role], *, is_let_in: bool) -> None:
    client.force_login(factories.user(*roles))
    assert client.get("/staff/").status_code == (200 if is_let_in else 403)


@pytest.mark.django_db
def test_a_destination_is_offered_only_to_those_who_may_go_there(
    rf: RequestFactory, django_user_model: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = rf.get("/staff/")
    request.user = AnonymousUser()
    assert navigation.staff_destinations(request) == []
    request.user = factories.user(Role.MODERATOR)
    found = navigation.staff_destinations(request)
    assert [place.url for place in found if place.is_current] == ["/staff/"]


@pytest.mark.parametrize(
    ("name", "given", "wanted"),
    [
        ("stance", {"stance": "agree"}, "賛成"),
        ("stance", {"stance": ""}, ""),
        ("chip", {"text": "<b>", "kind": "open"}, "&lt;b&gt;"),
        ("notice", {"text": "<script>", "kind": "error"}, "&lt;script&gt;"),
        ("deadline", {"ends_at": None, "now": None}, ""),
    ],
)
def test_a_component_escapes_and_copes_with_nothing(name: str, given: dict[str, object], wanted: str) -> None:
    with translation.override("ja"):
        assert wanted in render_to_string(f"components/{name}.html", given)
