"""P11. In the whole browser suite no page asks another host or is stopped by the policy: the controls."""

import socket
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.e2e

POLICY = {"Content-Security-Policy": "default-src 'none'; script-src 'self'; img-src *"}
REFUSED = {
    "a foreign origin": ("/ws/chat/", "https://elsewhere.example"),
    "a line that is not there": ("/ws/nowhere/", ""),
}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<script>window.ran = 1</script>", "Content Security Policy"),
        ("<p style='color: red' onclick='ran()'>x</p>", "Content Security Policy"),
        ("<img src='https://elsewhere.example/x.png'>", "asked another host"),
    ],
)
def test_control_a_page_that_does_it_is_noticed(
    desktop: Tab, forbidden: list[str], body: str, said: str
) -> None:
    page = f"<!doctype html>{body}"
    desktop.route("**/*", lambda route: route.fulfill(body=page, headers=POLICY, content_type="text/html"))
    desktop.goto("/spoiled/")
    desktop.wait_for_timeout(200)
    assert [one for one in forbidden if said in one]
    forbidden.clear()


@pytest.mark.parametrize(("path", "origin"), REFUSED.values(), ids=REFUSED)
def test_a_refused_line_answers_without_a_page(site: str, path: str, origin: str) -> None:
    """What the server itself says has no policy, so it must have nothing that could run."""
    place = urlsplit(site)
    head = f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\nOrigin: {origin or site}\r\n"
    upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    with socket.create_connection((str(place.hostname), int(place.port or 0)), timeout=10) as line:
        line.sendall(f"{head}{upgrade}{key}".encode())
        answer = line.recv(65_536).decode()
    status, _, rest = answer.partition("\r\n")
    assert " 101 " not in status
    assert "<script" not in rest
    assert not rest.partition("\r\n\r\n")[2].strip() or "content-security-policy" in rest.lower()
