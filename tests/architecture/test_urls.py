"""Every address has a row in the policy table, and every row an address."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from accounts import policy
from accounts.routes import ROUTES


def names(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from names(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", str(entry.pattern)


def test_every_url_has_a_row_in_the_policy() -> None:
    missing = {name: pattern for name, pattern in names(get_resolver()) if name not in ROUTES}
    assert missing == {}, "add these to accounts.routes"


def test_every_row_of_the_policy_has_a_url() -> None:
    assert set(ROUTES) - {name for name, _ in names(get_resolver())} == set()


def test_no_two_urls_share_a_name() -> None:
    found = [name for name, _ in names(get_resolver())]
    assert sorted(found) == sorted(set(found))


def test_every_action_has_a_rule() -> None:
    assert set(policy.Action) == set(policy.RULES)
