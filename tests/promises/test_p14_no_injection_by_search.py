"""Whatever stands behind the question mark of an address, no page falls over and nothing else is found."""

import ast
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.test import Client
from django.urls import get_resolver, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import rate_limits
from accounts.policy import Role
from consultations import indexing
from consultations.models import SearchEntry
from consultations.models.searching import SearchEntryQuerySet
from tests import factories
from tests.chatbot import faq
from tests.consultations.planning.material import ALL, analysed, fill
from tests.promises.test_p12_only_our_own_pages_can_write import route_names

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
PAYLOADS = [
    "%25",
    "_",
    "%00",
    "%ed%a0%80",  # a lone surrogate in UTF-8
    "%f0%28%8c%28%fe",  # no UTF-8 at all
    "%27",
    "%22%27%5c%60",
    quote("' OR '1'='1' --"),
    quote("1) UNION ALL SELECT NULL,password,NULL FROM accounts_user-- -"),
    quote("1;SELECT pg_sleep(5)--"),
    quote("(SELECT(CHAR(113)||(SELECT 1 FROM sqlite_master)))"),
    quote('"*" NEAR(a b) AND : -^ {x}'),
    quote("'a':* & !(b|c) <-> d"),
    "-1",
    "0",
    "99999999999999999999999999999999",
    "1e309",
    quote("١٢"),
    quote("あ" * 3_400),  # ten kilobytes
]


@pytest.fixture(autouse=True)
def _as_often_as_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """ "Too many requests" would hide what the page has to say to the hundredth payload."""
    monkeypatch.setattr(rate_limits, "spend", lambda *_args, **_kwargs: None)


class _Names(HTMLParser):
    """The parameters that a page knows: the fields of its GET forms and what its own links carry."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self._in_form = False
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_by = dict(attrs)
        if tag == "form":
            self._in_form = (given_by.get("method") or "get").lower() == "get"
        elif tag in {"input", "select", "textarea"} and self._in_form and given_by.get("name"):
            self.found.add(given_by["name"] or "")
        elif tag == "a":
            where = urlsplit(given_by.get("href") or "")
            if where.path in {"", self._path}:
                self.found |= set(parse_qs(where.query, keep_blank_values=True))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in_form = False


def names_read() -> set[str]:
    """All names that any view takes from the query string, as its source says."""
    found = {"page"}
    for path in ROOT.glob("*/views/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                name = node.args[0]
                if ast.unparse(node.func).endswith("request.GET.get") and isinstance(name, ast.Constant):
                    found.add(str(name.value))
    return found


@pytest.fixture
def site() -> dict[str, str]:
    """One address of each route, to something that is there wherever the test knows how.

    What falls over without any parameter is left to the promise that every page can be read (p12).
    """
    consultation = factories.idea_collection(slug="plan")
    factories.document(consultation)
    fill(consultation, ALL)
    proposal = factories.proposal(consultation)
    comment = factories.comment(proposal)
    factories.comment(proposal, parent=comment)
    analysed(consultation)
    faq.write()
    faq.publish()
    known: dict[str, Any] = {
        "slug": consultation.slug,
        "receipt": comment.opinion.receipt,
        "number": 1,
        "stable_id": consultation.themes.earliest("pk").stable_id,
    }
    of_route = {"consultations:replies": comment.pk, "consultations:comment_new": proposal.thread.pk}
    found = {}
    for name, converters in route_names(get_resolver().url_patterns):
        keys = {
            key: known.get(key, uuid4() if "UUID" in type(converter).__name__ else proposal.pk)
            for key, converter in converters.items()
        }
        if name in of_route:
            keys = dict.fromkeys(keys, of_route[name])
        found[name] = reverse(name, kwargs=keys)
    client = everybody_at_once()
    return {name: address for name, address in found.items() if asked(client, address, "") < 500}


def everybody_at_once() -> Client:
    client = Client(raise_request_exception=False)
    person = factories.user(*Role)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client.force_login(person)
    return client


def asked(client: Client, address: str, query: str) -> int:
    """The query as it travels, byte for byte."""
    return client.get(address, QUERY_STRING=query).status_code


def lists(client: Client, site: dict[str, str]) -> Iterator[tuple[str, str, set[str]]]:
    """Name, address and known parameters of every page that takes some."""
    for name, address in site.items():
        answer = client.get(address)
        if answer.status_code != 200 or "html" not in answer.headers.get("Content-Type", ""):
            continue
        reader = _Names(address)
        if not answer.streaming:
            reader.feed(answer.content.decode())
        if reader.found:
            yield name, address, reader.found | {"page"}


def test_no_page_falls_over_whatever_each_of_its_parameters_says(site: dict[str, str]) -> None:
    client = everybody_at_once()
    fallen = [
        (address, parameter, payload[:40])
        for _name, address, parameters in list(lists(client, site))
        for parameter in parameters
        for payload in PAYLOADS
        if asked(client, address, f"{parameter}={payload}") >= 500
    ]
    assert not fallen


def test_no_address_falls_over_when_everything_any_view_reads_is_said_at_once(site: dict[str, str]) -> None:
    """Feeds, files and fragments too, and the pages that showed no form today."""
    names = names_read() | {"q", "text", "field", "area", "kind", "stage", "theme", "stance", "person"}
    fallen = []
    for client in (everybody_at_once(), Client(raise_request_exception=False)):
        for payload in ("%00", "%27%22%25_%ed%a0%80", "99999999999999999999", "-1"):
            query = "&".join(f"{name}={payload}" for name in sorted(names))
            fallen += [address for address in site.values() if asked(client, address, query) >= 500]
    assert not fallen


def test_the_lists_that_are_known_to_take_parameters_are_among_those_tried(site: dict[str, str]) -> None:
    tried = {name: names for name, _address, names in lists(everybody_at_once(), site)}
    assert {"q", "kind", "stage", "order"} <= tried["consultations:search"]
    assert "consultations:proposals" in tried
    assert "chatbot:faq" in tried
    assert "chatbot:faq_list" in tried
    assert len(tried) >= 12
    assert {"q", "theme", "stance", "since"} <= tried["consultations:analysis"]
    assert {"kind", "person"} <= tried["consultations:decisions"]
    assert {"page", "sort", "run", "order", "show", "consultation"} <= names_read()


SOME = st.text(
    st.characters(codec="utf-8") | st.sampled_from("%_'\"\\;:*()&|!<>-\0\n⏎％＿"), min_size=1, max_size=60
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=SOME)
def test_no_words_make_a_search_fall_over(words: str) -> None:
    client = Client(raise_request_exception=False)
    for address, name in (
        (reverse("consultations:search"), "q"),
        (reverse("chatbot:faq"), "q"),
        (reverse("consultations:list"), "stage"),
    ):
        query = f"{name}={quote(words)}&page={quote(words[:9])}"
        assert asked(client, address, query) < 500, query


def found(words: str) -> set[str]:
    answer = Client().get(reverse("consultations:search"), {"q": words, "kind": "proposal"})
    assert answer.status_code == 200
    page = unescape(re.sub("<[^>]+>", "", answer.content.decode()))
    return {text for text in TEXTS if text in page}


TEXTS = ("値引きは50%_まで", "値引きは50円 まで", "全員が反対です")


@pytest.fixture
def texts() -> None:
    consultation = factories.idea_collection(slug="found")
    for text in TEXTS:
        indexing.opinion(factories.proposal(consultation, title="値引きの題", text=text).opinion)


@pytest.mark.usefixtures("texts")
@pytest.mark.parametrize(
    ("words", "those"),
    [
        ("50%_まで", {TEXTS[0]}),
        ("50％＿まで", {TEXTS[0]}),
        ("50__まで", set()),
        ("全%対", set()),
        ("全__反対", set()),
        ("50円", {TEXTS[1]}),
        ("反対' OR '1'='1", set()),
        ('反対" OR "値引き', set()),
        ("反対*", set()),
    ],
)
def test_a_sign_of_the_database_finds_itself_only(words: str, those: set[str]) -> None:
    assert found(words) == those


@pytest.mark.usefixtures("texts")
def test_control_with_a_pattern_for_what_was_typed_a_sign_finds_others_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def pattern(entries: SearchEntryQuerySet, terms: tuple[str, ...]) -> QuerySet[SearchEntry]:
        like = ["consultations_searchentry.title LIKE %s"] * len(terms)
        return entries.extra(where=like, params=[f"%{term}%" for term in terms])  # noqa: S610 - what must not be

    monkeypatch.setattr(SearchEntryQuerySet, "matching", pattern)
    assert found("値%題") == set(TEXTS)


@pytest.mark.usefixtures("texts")
def test_control_with_the_words_put_into_the_statement_the_page_falls_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def raw(entries: SearchEntryQuerySet, terms: tuple[str, ...]) -> QuerySet[SearchEntry]:
        return entries.extra(where=[f"title LIKE '{term}'" for term in terms])  # noqa: S610 - what must never be

    monkeypatch.setattr(SearchEntryQuerySet, "matching", raw)
    assert asked(Client(raise_request_exception=False), reverse("consultations:search"), "q=%27") == 500
