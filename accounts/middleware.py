from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import policy
from accounts.routes import ROUTES

WORDS = frozenset({"title", "text", "body", "explanation", "question", "answer"})
"""Fields in which people write at length."""

Handler = Callable[[HttpRequest], HttpResponse]


class PolicyMiddleware:
    """Asks the policy table about the route before any view runs; a route without a row is refused."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        action = ROUTES.get(match.view_name) if match else None
        if action is None:
            raise PermissionDenied
        held = policy.roles_of(request.user)
        # Only the roles are asked here: the object, and with it its state and owner, is the view's business.
        if policy.RULES[action].roles & held:
            return None
        if held == {policy.Role.VISITOR}:
            return _log_in_first(request)
        raise PermissionDenied


def _log_in_first(request: HttpRequest) -> HttpResponse:
    """A session may end while somebody writes: what they sent comes back to them instead of getting lost."""
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    words = [text for name in sorted(WORDS) if (text := request.POST.get(name, "").strip())]
    return render(request, "log_in_first.html", {"words": words}, status=401)
