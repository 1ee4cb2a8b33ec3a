"""Redis is killed at random moments while questions come in: each is answered, and each answer is kept."""

import asyncio
import re
import shutil
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from benchmarks.chat_load.asking import Asked, ask
from benchmarks.chat_load.scenarios import Redis, kill_again_and_again
from benchmarks.chat_load.server import Server, serving
from benchmarks.chat_load.visitors import crowd
from tests.databases import copy_sqlite
from tests.e2e.faults import InstallationWithRedis
from tests.e2e.server import serve

KILLS = 4
CORE = ["/", "/chat/", "/faq/", "/search/?q=%E3%81%94%E3%81%BF", "/accounts/login/", "/accounts/signup/"]
pytestmark = pytest.mark.skipif(
    shutil.which("redis-server") is None, reason="install the Debian package redis-server"
)


def test_no_question_is_lost_and_no_answer_forgotten(tmp_path: Path) -> None:
    async def scenario(server: Server, redis: Redis) -> Asked:
        async with crowd(server, 30) as visitors:
            await ask(server, visitors, rate=5, seconds=2)
            killing = asyncio.create_task(kill_again_and_again(redis, KILLS))
            asked = await ask(server, visitors, rate=10, seconds=5 * KILLS)
            await killing
        return asked

    redis = Redis(tmp_path)
    try:
        with serving(tmp_path, redis_url=redis.url) as server:
            asked = asyncio.run(scenario(server, redis))
            kept = set(server.kept())
    finally:
        redis.kill()
    assert asked.lost == 0
    assert len(asked.answered) == 10 * 5 * KILLS
    assert set(asked.answered) <= kept
    log = (tmp_path / "server.log").read_text(errors="replace")
    assert "the cache does not answer" in log, "otherwise Redis was never missed and this shows nothing"


def test_pages_and_log_in_answer_while_redis_is_dead(tmp_path: Path) -> None:
    redis = Redis(tmp_path)
    installation = InstallationWithRedis(tmp_path, redis.url)
    copy_sqlite(installation.database)
    try:
        with serve(installation) as address:
            redis.kill()
            browser = build_opener(HTTPCookieProcessor())
            statuses = {path: browser.open(address + path, timeout=20).status for path in CORE}
            tried = [try_to_log_in(browser, address) for _ in range(3)]
    finally:
        redis.kill()
    assert set(statuses.values()) == {200}, statuses
    assert max(tried) < 500, tried


def try_to_log_in(browser: OpenerDirector, address: str) -> int:
    page = browser.open(f"{address}/accounts/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    sent = {"csrfmiddlewaretoken": token[1], "login": "nobody@example.org", "password": "not-the-password"}
    try:
        answer = browser.open(f"{address}/accounts/login/", urlencode(sent).encode(), timeout=20)
        return int(answer.status)
    except HTTPError as refused:
        return refused.code
