"""The destinations in the headers. A page is offered when it exists and the policy lets this person in."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import policy
from accounts.routes import ROUTES


@dataclass(frozen=True)
class Destination:
    label: str | Promise
    url: str
    is_current: bool
    about: str | Promise = ""


PUBLIC: list[tuple[str, str | Promise]] = [
    ("consultations:list", _("Consultations")),
    ("chatbot:chat", _("Questions and chat")),
    ("consultations:search", pgettext_lazy("navigation", "Search")),
    ("consultations:my_opinions", _("Your opinions")),
]
STAFF: list[tuple[str, str | Promise]] = [
    ("staff_home", pgettext_lazy("navigation", "Start")),
    ("consultations:staff_list", _("Consultations and analysis")),
    ("consultations:moderation", _("Moderation")),
    ("consultations:reports", _("Reports and appeals")),
    ("chatbot:faq_list", _("FAQ")),
]

ABOUT: dict[str, str | Promise] = {
    "consultations:staff_list": _("Bring in opinions from files, group them into themes, publish these."),
    "consultations:moderation": _("Read opinions as they arrive; hide what breaks the rules, with a reason."),
    "consultations:reports": _(
        "See what residents reported, and decide appeals of other moderators' decisions."
    ),
    "chatbot:faq_list": _("Write the answers of the chat, see what it could not answer, publish."),
}


def public_destinations(request: HttpRequest) -> list[Destination]:
    return _destinations(request, PUBLIC)


def staff_destinations(request: HttpRequest) -> list[Destination]:
    return _destinations(request, STAFF)


def _destinations(request: HttpRequest, names: list[tuple[str, str | Promise]]) -> list[Destination]:
    found = []
    for name, label in names:
        action = ROUTES.get(name)
        if action is None or not policy.may(request.user, action, own=True):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        found.append(Destination(label, url, _leads_to(url, request.path), ABOUT.get(name, "")))
    return found


def _leads_to(url: str, path: str) -> bool:
    return path == url or (path.startswith(url) and url.count("/") > 2)
