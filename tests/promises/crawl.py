"""Every page that a person comes to by following links, a few of each route."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve

LINK = re.compile(r"""\s(?:href|src|action|hx-get|data-[a-z-]+)="(/[^"]*)\"""")
NO_PAGE = ("/static/", "/accounts/logout/")


@dataclass(frozen=True)
class Answered:
    route: str
    address: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


def crawl(
    client: Client, starts: Iterable[str], *, of_each: int, starts_count: bool = False
) -> Iterator[Answered]:
    """Breadth first. What it starts with is asked for in any case, unless `starts_count`.

    Nothing that is asked for by GET writes (promise 12), so the order does not matter.
    """
    waiting = deque(starts)
    found = set(waiting)
    always = set() if starts_count else found
    taken: Counter[str] = Counter()
    while waiting:
        address = waiting.popleft()
        route = route_of(address)
        if not route or (taken[route] >= of_each and address not in always):
            continue
        answered = fetch(client, route, address)
        taken[route] += answered.status != 404
        yield answered
        links = {unescape(link).partition("#")[0] for link in LINK.findall(answered.text)}
        links |= {answered.headers.get("Location", "")}
        waiting.extend(sorted(links - found))
        found = found | links


def fetch(client: Client, route: str, address: str) -> Answered:
    response = client.get(address)
    return Answered(route, address, response.status_code, dict(response.items()), body_of(response))


def body_of(response: HttpResponseBase) -> bytes:
    if getattr(response, "streaming", False):
        return b"".join(response.streaming_content)  # type: ignore[attr-defined]
    content: bytes = response.content  # type: ignore[attr-defined]
    return content


def route_of(address: str) -> str:
    path = address.partition("?")[0]
    if not path.startswith("/") or path.startswith(NO_PAGE):
        return ""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
