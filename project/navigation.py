"""The destinations in the headers. A page is offered when it exists and the policy lets this person in."""

from dataclasses import dataclass, replace

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
    tools: "tuple[Destination, ...]" = ()
    """Pages beside it that have no place of their own in the header."""


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
    ("consultations:notices", _("Notices")),
    ("chatbot:people_queue", _("Talks with visitors")),
    ("chatbot:faq_list", _("FAQ")),
]

ABOUT: dict[str, str | Promise] = {
    "consultations:staff_list": _(
        "Set up consultations, bring in plans and opinions, find the themes, publish what came of them."
    ),
    "consultations:jobs": _("How far imports, analyses and exports are, and what they brought."),
    "consultations:moderation": _("Read opinions as they arrive; hide what breaks the rules, with a reason."),
    "consultations:reports": _(
        "See what residents reported, and decide appeals of other moderators' decisions."
    ),
    "consultations:notices": _("Write to residents who agreed, by area and age, without knowing who."),
    "chatbot:people_queue": _(
        "Talk with visitors of the chat in office hours; answer the questions they left."
    ),
    "chatbot:faq_list": _("Write the answers of the chat, see what it could not answer, publish."),
}


TOOLS: dict[str, list[tuple[str, str | Promise]]] = {
    "consultations:staff_list": [
        ("consultations:new", _("Begin a consultation")),
        ("consultations:templates", _("Templates")),
        ("consultations:targets", _("Targets")),
        ("consultations:archives", _("Import from Decidim")),
    ],
    "consultations:reports": [
        ("consultations:held_queue", _("Check before publication")),
        ("consultations:suspensions", _("Suspensions")),
        ("consultations:abuse_list", _("Words the program looks for")),
    ],
    "chatbot:people_queue": [
        ("chatbot:people_left_list", _("Questions left for later")),
        ("chatbot:people_office", _("Office hours and ready-made words")),
    ],
    "chatbot:faq_list": [
        ("chatbot:unanswered", _("Questions that stayed open")),
        ("chatbot:guide_desk", pgettext_lazy("of the chat", "Guides")),
        ("chatbot:publication_list", pgettext_lazy("of answers", "Publications")),
        ("chatbot:lookup_list", pgettext_lazy("of the chat", "Garbage days and facilities")),
        ("chatbot:threshold", _("How careful the chat is")),
        ("chatbot:chat_figures", _("Figures of the chat")),
        ("chatbot:chat_settings", pgettext_lazy("navigation", "Settings of the chat")),
    ],
}


def public_destinations(request: HttpRequest) -> list[Destination]:
    return _destinations(request, PUBLIC)


def staff_destinations(request: HttpRequest) -> list[Destination]:
    return _destinations(request, STAFF)


def staff_work(request: HttpRequest) -> list[Destination]:
    """The cards of the staff's first page, each with its tools, then the work that runs by itself."""
    cards: list[Destination] = []
    for name, label in STAFF:
        if name != "staff_home":
            tools = tuple(_destinations(request, TOOLS.get(name, [])))
            cards += [replace(card, tools=tools) for card in _destinations(request, [(name, label)])]
    return cards + _destinations(request, [("consultations:jobs", _("Work in progress and finished work"))])


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
