"""So many questions a second, whatever the answers take: a slow server is not asked less."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import quantiles

from benchmarks.chat_load.server import Server
from benchmarks.chat_load.visitors import Visitor, questions

LOOK_EVERY = 5.0


@dataclass
class Asked:
    times: list[float] = field(default_factory=list)
    """Seconds from a question to its answer."""
    answered: list[str] = field(default_factory=list)
    lost: int = 0
    memory: list[float] = field(default_factory=list)

    def percentile(self, percent: int) -> float:
        """In milliseconds."""
        if len(self.times) < 2:
            return 0.0
        return 1000 * quantiles(self.times, n=100, method="inclusive")[percent - 1]

    def figures(self) -> str:
        times = ", ".join(f"p{percent} {self.percentile(percent):.0f} ms" for percent in (50, 95, 99))
        return f"{len(self.times)} answered, {self.lost} lost, {times}"


async def ask(server: Server, visitors: Sequence[Visitor], *, rate: float, seconds: float) -> Asked:
    """Each visitor in turn; `rate` questions a second in all."""
    asked, texts = Asked(), questions()
    loop = asyncio.get_running_loop()
    watching = loop.create_task(_watch(server, asked))
    began, tasks = loop.time(), []
    for number in range(int(rate * seconds)):
        await asyncio.sleep(began + number / rate - loop.time())
        visitor, text = visitors[number % len(visitors)], texts[number % len(texts)]
        tasks.append(loop.create_task(_one(visitor, text, asked)))
    await asyncio.gather(*tasks)
    watching.cancel()
    asked.memory.append(server.memory())
    return asked


async def _one(visitor: Visitor, text: str, asked: Asked) -> None:
    client_id, took = await visitor.ask(text)
    if took is None:
        asked.lost += 1
    else:
        asked.times.append(took)
        asked.answered.append(client_id)


async def _watch(server: Server, asked: Asked) -> None:
    while True:
        asked.memory.append(server.memory())
        await asyncio.sleep(LOOK_EVERY)
