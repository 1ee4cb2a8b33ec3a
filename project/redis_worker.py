"""How work that waits in Redis is run: in the worker's own process, as work that waits in the database is."""

from typing import Any

from django.db import close_old_connections
from rq import SimpleWorker


class RedisWorker(SimpleWorker):
    """RQ's usual worker forks, and this process has threads: a child forked while one of them imports or asks
    SQLite may wait for ever for a lock that nobody in it will open."""

    def perform_job(self, *arguments: Any, **options: Any) -> bool:
        close_old_connections()
        done: bool = super().perform_job(*arguments, **options)
        return done
