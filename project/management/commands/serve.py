"""Web and worker under one command, for a demo or a small installation. A dead worker is started again."""

import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

RESTART_SECONDS = 1.0
PATIENCE_SECONDS = 10.0

# Daphne cuts the line on a frame above its limit (1 MB by default), and the visitor reads no reason. The chat
# refuses everything above 16 kB in words, so what is only somewhat too large is left to it.
_SOCKET_LIMITS = ["--websocket-max-message-size", "4194304", "--websocket-max-frame-size", "4194304"]


class Command(BaseCommand):
    help = "Serve the site (Daphne) and run one worker beside it"
    # The checks load every view; what serves is checked by `make check` and by the production settings.
    requires_system_checks = []  # noqa: RUF012

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, _interrupt)
        web = _start_web(options["host"], options["port"])
        worker = _start_worker()
        try:
            while web.poll() is None:
                if worker.poll() is not None:
                    self.stderr.write("The worker stopped; starting another.")
                    worker = _start_worker()
                time.sleep(RESTART_SECONDS)
        except KeyboardInterrupt:
            self.stdout.write("")
        finally:
            for process in (worker, web):
                process.terminate()
            for process in (worker, web):
                _wait_for(process)


def _start_web(host: str, port: int) -> "subprocess.Popen[bytes]":
    options = ["-b", host, "-p", str(port), "--verbosity", "0", *_SOCKET_LIMITS]
    command = [sys.executable, "-m", "daphne", *options, "project.asgi:application"]
    return subprocess.Popen(command, cwd=settings.BASE_DIR)


def _start_worker() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, str(settings.BASE_DIR / "manage.py"), "worker"])


def _wait_for(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        # A worker finishes its task first. There is no need to wait: the next worker takes the job up again.
        process.kill()
        process.wait()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
