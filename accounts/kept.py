"""What somebody wrote while logged out, kept in the session until they are back."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests

KEY = "kept_words"
MOST = 30_000
"""Letters in one form; a longer one is shown to be copied and not kept."""
SECONDS = 3600
"""How long it waits: in a library, somebody else may sit here next."""
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "password", "password1", "password2"})


@dataclass(frozen=True)
class Kept:
    path: str
    """Where it was to be sent."""
    page: str
    """Where it was written."""
    fields: list[tuple[str, str]]

    @property
    def view(self) -> str:
        try:
            return resolve(urlsplit(self.path).path).view_name
        except Resolver404:
            return ""

    @property
    def initial(self) -> dict[str, str]:
        return dict(self.fields)


def keep(request: HttpRequest) -> bool:
    """Whether what was sent is kept now."""
    sent = request.POST.lists()
    fields = [(name, value) for name, values in sent for value in values if name not in NOT_KEPT]
    if not fields or sum(len(name) + len(value) for name, value in fields) > MOST:
        return False
    try:
        rate_limits.spend(rate_limits.KEPT_WORDS, rate_limits.who(request), now=timezone.now())
    except TooManyRequests:
        return False
    clean = [(name, value.encode("utf-8", "replace").decode()) for name, value in fields]
    request.session[KEY] = {
        "path": request.get_full_path(),
        "page": _page(request),
        "fields": clean,
        "at": timezone.now().timestamp(),
    }
    return True


def peek(request: HttpRequest) -> Kept | None:
    held: Any = request.session.get(KEY)
    if not held or timezone.now().timestamp() - held["at"] > SECONDS:
        return None
    return Kept(held["path"], held["page"], [(name, value) for name, value in held["fields"]])


def take(request: HttpRequest, path: str) -> Kept | None:
    """Once: what was to be sent to this address."""
    found = peek(request)
    if found is None or found.path != path:
        return None
    forget(request)
    return found


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def _page(request: HttpRequest) -> str:
    """The page with the form, when it was one of ours."""
    came_from = request.headers.get("Referer", "")
    host = {request.get_host()}
    if not url_has_allowed_host_and_scheme(came_from, host, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(came_from)
    path = "/" + parts.path.lstrip("/")
    return f"{path}?{parts.query}" if parts.query else path
