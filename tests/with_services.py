"""Runs the tests once more on PostgreSQL and Redis, when both answer on this machine.

`TEST_DATABASE_URL` and `TEST_REDIS_URL` say where; on CI a service that does not answer is a failure.
"""

import os
import subprocess
import sys

import psycopg
import redis

DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")

SAME_EVERYWHERE = (
    "tests/unit",
    "tests/architecture",
    "tests/promises/test_p10_no_script_of_others_runs.py",
    "tests/promises/test_p11_only_our_own_scripts.py",
    "tests/promises/test_p16_files_are_made_anew.py",
)
"""What asks no database, or only whether pages are made safe: the same templates, whatever they read from."""


def silent_services() -> list[str]:
    silent = []
    try:
        psycopg.connect(DATABASE_URL, connect_timeout=3).close()
    except psycopg.Error as error:
        silent.append(f"PostgreSQL ({error})")
    try:
        redis.Redis.from_url(REDIS_URL, socket_connect_timeout=3).ping()
    except redis.RedisError as error:
        silent.append(f"Redis ({error})")
    return silent


def main() -> int:
    silent = silent_services()
    if silent:
        print(f"Not run on PostgreSQL and Redis: {'; '.join(silent)}")
        print("Install and start the Debian packages postgresql and redis-server to run them here.")
        return 1 if os.environ.get("CI") else 0
    environment = os.environ | {"DATABASE_URL": DATABASE_URL, "REDIS_URL": REDIS_URL}
    command = [sys.executable, "-m", "pytest", "-n", "3", "--dist", "worksteal", "-m", "not e2e"]
    left_out = [f"--ignore={path}" for path in SAME_EVERYWHERE]
    return subprocess.run([*command, *left_out], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
