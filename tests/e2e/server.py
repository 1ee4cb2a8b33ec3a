"""The real server and a real worker, each its own process, on a database file of their own."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90


@dataclass(frozen=True)
class Installation:
    """A folder with everything a running site keeps."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "yoriai.sqlite3"

    @property
    def mail(self) -> Path:
        return self.folder / "mail"

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "project.settings.e2e",
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "REDIS_URL": "",
            "OMP_NUM_THREADS": "1",
            "PYTHONUNBUFFERED": "1",
        }

    @contextlib.contextmanager
    def process(self, name: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        with (self.folder / f"{name}.log").open("wb") as log:
            running = subprocess.Popen(
                [sys.executable, *arguments], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
            try:
                yield running
            finally:
                running.terminate()
                try:
                    running.wait(timeout=10)
                except subprocess.TimeoutExpired:
                    running.kill()
                    running.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextlib.contextmanager
def serve(installation: Installation) -> Iterator[str]:
    """Run the web server; yield its address once it answers."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    arguments = ["-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "project.asgi:application"]
    with installation.process("web", *arguments) as running:
        _wait_until_it_answers(f"{address}/healthz", running, installation)
        yield address


def _wait_until_it_answers(url: str, running: subprocess.Popen[bytes], installation: Installation) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if running.poll() is not None:
            break
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
            return
        time.sleep(0.2)
    log = (installation.folder / "web.log").read_text(errors="replace")
    raise RuntimeError(f"the server did not come up:\n{log[-3000:]}")
