"""One worker process: runs what is queued, says that it lives, and rescues what dead workers left behind."""

import logging
import os
import socket
import threading
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from consultations.services import jobs, rounds

logger = logging.getLogger(__name__)

KEEPER_SECONDS = 5.0
ROUND_SECONDS = 10.0


class Command(BaseCommand):
    help = "Run a background worker (any number may run, on any number of machines)"
    # The checks load every view; what serves is checked by `make check` and by the production settings.
    requires_system_checks = []  # noqa: RUF012

    def handle(self, *args: Any, **options: Any) -> None:
        name = f"{socket.gethostname()}:{os.getpid()}"
        stop = threading.Event()
        threading.Thread(target=_keep, args=(name, stop), daemon=True).start()
        threading.Thread(target=_go_round, args=(stop,), daemon=True).start()
        if settings.REDIS_URL:
            call_command(
                "rqworker",
                "default",
                worker_class="project.redis_worker.RedisWorker",
                job_class="django_tasks_rq.Job",
            )
        else:
            call_command("db_worker", reload=False, interval=0.5, startup_delay=False, verbosity=0)


def _keep(name: str, stop: threading.Event) -> None:
    while True:
        try:
            jobs.pulse(worker=name, now=timezone.now())
            jobs.rescue(now=timezone.now())
        except Exception:
            logger.exception("the keeper of worker %s stumbled", name)
        close_old_connections()
        if stop.wait(KEEPER_SECONDS):
            return


def _go_round(stop: threading.Event) -> None:
    """In a thread of its own: a slow mail server must not make the worker look dead."""
    while not stop.wait(ROUND_SECONDS):
        try:
            rounds.go(now=timezone.now())
        except Exception:
            logger.exception("a round could not be made")
        close_old_connections()
