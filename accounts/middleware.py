from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts import kept, policy
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
        if any("\0" in str(part) for part in kwargs.values()):
            raise Http404  # nothing has such a name, and PostgreSQL refuses to look
        held = policy.roles_of(request.user)
        # Only the roles are asked here: the object, and with it its state and owner, is the view's business.
        if policy.RULES[action].roles & held:
            if request.method == "POST" and held != {policy.Role.VISITOR}:
                kept.take(request, request.get_full_path())  # sent at last
            return self._refuse_suspended(request, action)
        if held == {policy.Role.VISITOR}:
            return _log_in_first(request)
        raise PermissionDenied

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return _suspended(request) if isinstance(exception, policy.Suspended) else None

    def _refuse_suspended(self, request: HttpRequest, action: policy.Action) -> HttpResponse | None:
        """Before anything is written, and before a form is offered that could not be sent."""
        writes = request.method not in ("GET", "HEAD") or action == policy.Action.POST_OPINION
        if writes and action in policy.PARTICIPATION and policy.is_suspended(request.user):
            return _suspended(request)
        return None


def _suspended(request: HttpRequest) -> HttpResponse:
    until = getattr(request.user, "suspended_until", None)
    context = {"words": _words(request), "until": None if until == policy.FOR_GOOD else until}
    return render(request, "suspended.html", context, status=403)


def _log_in_first(request: HttpRequest) -> HttpResponse:
    """Reading needs no account; what was written without one is kept until its author is logged in."""
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    context = {"words": _words(request), "is_kept": kept.keep(request), "next": reverse("go_on")}
    return render(request, "log_in_first.html", context, status=401)


def _words(request: HttpRequest) -> list[str]:
    names = (name for name in sorted(request.POST) if name in WORDS or name.startswith("words_"))
    return [text for name in names if (text := request.POST.get(name, "").strip())]
