"""The server as a city runs it: production settings, one Daphne process, SQLite, in a folder of its own."""

import contextlib
import os
import secrets
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120


@dataclass(frozen=True)
class Address:
    port: int

    @property
    def socket(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws/chat/"

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass(frozen=True)
class Server(Address):
    process: "subprocess.Popen[bytes]"
    folder: Path

    def memory(self) -> float:
        """Megabytes that the process holds now."""
        return self._status("VmRSS:")

    def mapped(self) -> float:
        """Megabytes of these that are files as they lie on the disk, most of it Sudachi's dictionary:
        shared by all processes, and given back by the system when memory is short."""
        return self._status("RssFile:")

    def _status(self, name: str) -> float:
        for line in Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
        return 0.0

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def kept(self) -> list[str]:
        """The ids of all questions in the database."""
        with contextlib.closing(sqlite3.connect(self.folder / "chat.sqlite3")) as database:
            return [row[0] for row in database.execute("SELECT client_id FROM chatbot_exchange")]


@contextlib.contextmanager
def serving(folder: Path, *, redis_url: str = "") -> Iterator[Server]:
    environment = _environment(folder, redis_url)
    subprocess.run(
        [sys.executable, "-m", "benchmarks.chat_load.prepare"], cwd=ROOT, env=environment, check=True
    )
    port = free_port()
    command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "--verbosity", "0"]
    with (folder / "server.log").open("wb") as log:
        running = subprocess.Popen(
            [*command, "project.asgi:application"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            _wait(running, port, folder)
            yield Server(port, running, folder)
        finally:
            running.terminate()
            running.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _environment(folder: Path, redis_url: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "project.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": "127.0.0.1",
        "PUBLIC_ADDRESS": "https://chat.example.org",
        "EMAIL_URL": "smtp://127.0.0.1:25",
        "SECURE_SSL_REDIRECT": "false",
        # Every visitor of the driver says an address of its own, as a proxy would.
        "TRUSTED_PROXY_COUNT": "1",
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'chat.sqlite3'}",
        "REDIS_URL": redis_url,
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": str(ROOT),
    }


def _wait(running: "subprocess.Popen[bytes]", port: int, folder: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and running.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return
        time.sleep(0.2)
    raise RuntimeError((folder / "server.log").read_text(errors="replace")[-3000:])
