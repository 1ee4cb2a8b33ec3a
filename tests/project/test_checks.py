"""Production refuses to start unsafe, and says why."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from project.checks import UnsafeToServe, refuse_unsafe

ROOT = Path(__file__).resolve().parents[2]
KEY = "t3ZlqPw9-vR2m_Kd8XyUa1bNc6Ho4GfJs7QeWi5TxLz0VbMn"
POSTGRESQL = {"default": {"ENGINE": "django.db.backends.postgresql"}}
SQLITE = {"default": {"ENGINE": "django.db.backends.sqlite3"}}
SAFE: dict[str, Any] = {
    "SECRET_KEY": KEY + "abc",
    "DEBUG": False,
    "ALLOWED_HOSTS": ["yoriai.example.lg.jp"],
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "WEB_PROCESSES": 4,
    "PUBLIC_ADDRESS": "https://yoriai.example.lg.jp",
    "DATABASES": POSTGRESQL,
    "CHANNEL_LAYERS": {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer"}},
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}},
}
UNSAFE: list[tuple[str, Any, str]] = [
    ("SECRET_KEY", "", "SECRET_KEY is not set"),
    ("SECRET_KEY", "short", "too easy to guess"),
    ("SECRET_KEY", "a" * 60, "too easy to guess"),
    ("SECRET_KEY", "only-for-development-never-on-a-server-that-others-can-reach", "everybody can read"),
    ("DEBUG", True, "DEBUG is on"),
    ("ALLOWED_HOSTS", [], "ALLOWED_HOSTS is empty"),
    ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS lets every host in"),
    ("SESSION_COOKIE_SECURE", False, "SESSION_COOKIE_SECURE is off"),
    ("CSRF_COOKIE_SECURE", False, "CSRF_COOKIE_SECURE is off"),
    ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "EMAIL_URL is not set"),
    ("PUBLIC_ADDRESS", "http://127.0.0.1:8000", "PUBLIC_ADDRESS is not an https address"),
    ("PUBLIC_ADDRESS", "https://localhost", "PUBLIC_ADDRESS is not an https address"),
    ("DATABASES", SQLITE, "DATABASE_URL names SQLite"),
    ("CHANNEL_LAYERS", {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}, "sockets would not"),
    ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}, "its own limits"),
]


def test_a_safe_installation_starts() -> None:
    refuse_unsafe(SAFE)


def test_one_process_may_keep_its_stores_inside() -> None:
    refuse_unsafe(SAFE | {"WEB_PROCESSES": 1, "DATABASES": SQLITE})


@pytest.mark.parametrize(("name", "value", "words"), UNSAFE, ids=[f"{n}-{w}" for n, _, w in UNSAFE])
def test_each_unsafe_setting_is_named(name: str, value: Any, words: str) -> None:
    with pytest.raises(UnsafeToServe) as refusal:
        refuse_unsafe(SAFE | {name: value})
    assert [words in reason for reason in refusal.value.reasons] == [True]


def test_every_reason_is_given_at_once() -> None:
    with pytest.raises(UnsafeToServe) as refusal:
        refuse_unsafe(SAFE | {"SECRET_KEY": "", "DEBUG": True, "ALLOWED_HOSTS": []})
    assert len(refusal.value.reasons) == 3


def start(program: list[str], tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, *program],
        cwd=ROOT,
        env=clean
        | {"DJANGO_SETTINGS_MODULE": "project.settings.production", "VAR_DIR": str(tmp_path)}
        | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    "program",
    [["manage.py", "migrate"], ["-m", "daphne", "-p", "0", "project.asgi:application"]],
    ids=["manage.py", "daphne"],
)
def test_neither_the_server_nor_a_command_comes_up_unsafe(program: list[str], tmp_path: Path) -> None:
    ended = start(program, tmp_path, SECRET_KEY="", ALLOWED_HOSTS="*")
    assert ended.returncode != 0
    for words in ("SECRET_KEY is not set", "ALLOWED_HOSTS lets every host in", "EMAIL_URL is not set"):
        assert words in ended.stderr


def test_a_safe_installation_has_no_deployment_warning(tmp_path: Path) -> None:
    ended = start(
        ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        tmp_path,
        SECRET_KEY=KEY + "abc",
        ALLOWED_HOSTS="yoriai.example.lg.jp",
        EMAIL_URL="smtp://mail.example.lg.jp:25",
        PUBLIC_ADDRESS="https://yoriai.example.lg.jp",
    )
    assert ended.returncode == 0, ended.stderr
