"""What is done to the server: steady questions, a crowd that misbehaves, a Redis that dies."""

import asyncio
import contextlib
import random
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.chat_load.asking import Asked, ask
from benchmarks.chat_load.flood import ONSET, floods
from benchmarks.chat_load.server import Server, free_port, serving
from benchmarks.chat_load.visitors import crowd

Row = tuple[str, str, str]


@dataclass(frozen=True)
class Size:
    sockets: int = 500
    rate: float = 50.0
    seconds: float = 300.0
    idle: int = 1000
    flooding: int = 200
    silent: int = 50
    others: int = 20
    kills: int = 20


SHORT = Size(sockets=60, rate=10, seconds=20, idle=100, flooding=20, silent=5, others=10, kills=3)


def steady(size: Size) -> list[Row]:
    with _server() as server:
        return asyncio.run(_steady(server, size))


async def _steady(server: Server, size: Size) -> list[Row]:
    async with crowd(server, size.sockets) as visitors:
        await ask(server, visitors[:10], rate=5, seconds=5)  # the index and every thread are warm
        before = server.cpu_seconds()
        asked = await ask(server, visitors, rate=size.rate, seconds=size.seconds)
        busy = (server.cpu_seconds() - before) / size.seconds
        mapped = server.mapped()
    kept = set(server.kept())
    missing = sum(client_id not in kept for client_id in asked.answered)
    what = f"{size.sockets} open sockets, {size.rate:g} questions a second for {size.seconds:g} s"
    third = len(asked.memory) // 3
    memory = f"{asked.memory[third]:.0f} MB after a third, {asked.memory[-1]:.0f} MB at the end"
    return [
        (what, f"{asked.figures()}, {missing} answered and not kept", "p99 ≤ 150 ms, 0 lost"),
        (
            f"{what}: memory",
            f"{memory}, most {max(asked.memory):.0f} MB, of which {mapped:.0f} MB are mapped files",
            "flat",
        ),
        (f"{what}: processor", f"{100 * busy:.0f} % of one", ""),
    ]


def misbehaving(size: Size) -> list[Row]:
    with _server() as server:
        return asyncio.run(_misbehaving(server, size))


async def _misbehaving(server: Server, size: Size) -> list[Row]:
    seconds = min(size.seconds, 60)
    rate = size.others / 2
    async with crowd(server, size.others) as others:
        await ask(server, others, rate=rate, seconds=5)
        alone = await ask(server, others, rate=rate, seconds=seconds)
        before = server.memory()
        async with (
            crowd(server, size.idle, first=1_000),
            floods(server, flooding=size.flooding, silent=size.silent),
        ):
            busy = server.cpu_seconds()
            asked = await ask(server, others, rate=rate, seconds=seconds)
            busy = (server.cpu_seconds() - busy) / seconds
        taken = server.memory() - before
    sockets = size.idle + size.flooding + size.silent
    what = f"{size.idle} idle, {size.flooding} flooding, {size.silent} silent sockets, after {ONSET:g} s"
    ratio = asked.percentile(95) / alone.percentile(95)
    return [
        (f"{size.others} others alone", alone.figures(), ""),
        (f"{what}: the others", f"{asked.figures()}, {ratio:.2f} × alone", "p95 < 2 × alone, 0 lost"),
        (f"{what}: memory", f"{1024 * taken / sockets:.0f} kB a socket", ""),
        (f"{what}: processor", f"{100 * busy:.0f} % of one", ""),
    ]


def redis_stops(size: Size) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        redis = Redis(Path(folder))
        try:
            with _server(redis.url) as server:
                return asyncio.run(_redis_stops(server, redis, size))
        finally:
            redis.kill()


async def _redis_stops(server: Server, redis: "Redis", size: Size) -> list[Row]:
    seconds = 6.0 * size.kills
    async with crowd(server, min(size.sockets, 100)) as visitors:
        await ask(server, visitors, rate=10, seconds=3)
        killing = asyncio.create_task(kill_again_and_again(redis, size.kills))
        asked: Asked = await ask(server, visitors, rate=20, seconds=seconds)
        await killing
    kept = set(server.kept())
    missing = sum(client_id not in kept for client_id in asked.answered)
    what = f"Redis killed {size.kills} times in {seconds:g} s of 20 questions a second"
    return [(what, f"{asked.figures()}, {missing} answered and not kept", "0 lost, 0 not kept")]


async def kill_again_and_again(redis: "Redis", times: int) -> None:
    chance = random.Random(1)  # noqa: S311 - the same moments in every run
    for _ in range(times):
        await asyncio.sleep(chance.uniform(0.5, 3.5))
        redis.kill()
        await asyncio.sleep(chance.uniform(0.5, 2.0))
        redis.start()


class Redis:
    """One of our own, on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        options = ["--port", str(self.port), "--dir", str(self.folder), "--save", "", "--bind", "127.0.0.1"]
        self.process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        """Without a chance to say good-bye."""
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def _server(redis_url: str = "") -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), redis_url=redis_url) as server:
        yield server


SCENARIOS: dict[str, Callable[[Size], list[Row]]] = {
    "steady": steady,
    "misbehaving": misbehaving,
    "redis": redis_stops,
}
