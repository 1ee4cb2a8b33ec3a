"""A city with a Redis, a server and a worker of its own, which a test may kill."""

import contextlib
from dataclasses import dataclass
from subprocess import Popen

from benchmarks.chat_load.scenarios import Redis
from tests.e2e.server import Installation

__all__ = ["InstallationWithRedis", "Redis", "Worker"]


@dataclass(frozen=True)
class InstallationWithRedis(Installation):
    """Queue and cache are in Redis, as in a city with more than one machine."""

    redis_url: str

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"REDIS_URL": self.redis_url}


class Worker:
    """One at a time; it is killed as a machine that fails would, with nothing said before."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.kept = contextlib.ExitStack()
        self.running: list[Popen[bytes]] = []

    def start(self) -> None:
        name = f"worker-{len(self.running)}"
        self.running.append(self.kept.enter_context(self.installation.process(name, "manage.py", "worker")))

    def kill(self) -> None:
        self.running[-1].kill()
        self.running[-1].wait()

    @property
    def is_alive(self) -> bool:
        return self.running[-1].poll() is None
