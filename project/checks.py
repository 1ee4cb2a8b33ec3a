"""Why an installation may not serve the public yet. Knows no Django: settings ask it while they are read."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

SHORTEST_KEY = 50
FEWEST_DIFFERENT_CHARACTERS = 10
KNOWN_KEYS = ("only-for-development", "for-tests-only", "django-insecure-", "change-me", "changeme")
UNSENT_MAIL = ("console", "locmem", "dummy", "filebased")

Settings = Mapping[str, Any]


class UnsafeToServe(Exception):
    def __init__(self, reasons: list[str]) -> None:
        super().__init__("This installation does not start, because:\n- " + "\n- ".join(reasons))
        self.reasons = reasons


def refuse_unsafe(settings: Settings) -> None:
    """Raise `UnsafeToServe` with every reason at once, so that they are mended in one go."""
    reasons = [reason for check in CHECKS for reason in check(settings)]
    if reasons:
        raise UnsafeToServe(reasons)


def check_secret_key(settings: Settings) -> list[str]:
    key = settings.get("SECRET_KEY") or ""
    if not key:
        return ["SECRET_KEY is not set"]
    if key.startswith(KNOWN_KEYS):
        return ["SECRET_KEY is one that everybody can read in the source"]
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_DIFFERENT_CHARACTERS:
        return [f"SECRET_KEY is too easy to guess: use {SHORTEST_KEY} random characters or more"]
    return []


def check_debug(settings: Settings) -> list[str]:
    return ["DEBUG is on: it shows strangers the inside of the server"] if settings.get("DEBUG") else []


def check_hosts(settings: Settings) -> list[str]:
    hosts = settings.get("ALLOWED_HOSTS") or []
    if not hosts:
        return ["ALLOWED_HOSTS is empty: name the hosts the site is reached by"]
    return ["ALLOWED_HOSTS lets every host in: name them instead of *"] if "*" in hosts else []


def check_cookies(settings: Settings) -> list[str]:
    return [
        f"{name} is off: the cookie would travel unencrypted"
        for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
        if not settings.get(name)
    ]


def check_mail(settings: Settings) -> list[str]:
    module = str(settings.get("EMAIL_BACKEND", "")).rpartition(".")[0]
    if module.endswith(UNSENT_MAIL):
        return ["EMAIL_URL is not set: nobody would receive the mail that confirms an address"]
    return []


def check_address(settings: Settings) -> list[str]:
    """What mail, calendars and feed readers keep cannot be mended afterwards."""
    address = str(settings.get("PUBLIC_ADDRESS") or "")
    if not address.startswith("https://") or urlsplit(address).hostname in {None, "localhost", "127.0.0.1"}:
        return ["PUBLIC_ADDRESS is not an https address: the links in every mail would lead nowhere"]
    return []


def check_shared_stores(settings: Settings) -> list[str]:
    """What several processes must share cannot live inside one of them."""
    if settings.get("WEB_PROCESSES", 1) <= 1:
        return []
    found = []
    if settings["DATABASES"]["default"]["ENGINE"].endswith("sqlite3"):
        found.append("DATABASE_URL names SQLite with WEB_PROCESSES above 1: use PostgreSQL")
    if settings["CHANNEL_LAYERS"]["default"]["BACKEND"].endswith("InMemoryChannelLayer"):
        found.append("REDIS_URL is not set with WEB_PROCESSES above 1: sockets would not hear each other")
    if settings["CACHES"]["default"]["BACKEND"].endswith("LocMemCache"):
        found.append(
            "REDIS_URL is not set with WEB_PROCESSES above 1: each process would count its own limits"
        )
    return found


CHECKS: tuple[Callable[[Settings], list[str]], ...] = (
    check_secret_key,
    check_debug,
    check_hosts,
    check_cookies,
    check_mail,
    check_address,
    check_shared_stores,
)
