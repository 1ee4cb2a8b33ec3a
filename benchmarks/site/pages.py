"""What a page costs the server: queries and milliseconds."""

import statistics
import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

TIMES = 30


def compared(small: str, large: str) -> str:
    """The same page with few and with many rows; both warmed up, asked for in turn."""
    client = Client()
    queries = [_queries(client, path) for path in (small, large)]
    took: dict[str, list[float]] = {small: [], large: []}
    for _round in range(TIMES):
        for path, times in took.items():
            times.append(_milliseconds(client, path))
    few, lots = (statistics.median(took[path]) for path in (small, large))
    return f"{queries[0]} and {queries[1]} queries, {few:.0f} and {lots:.0f} ms ({lots / few:.2f} ×)"


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return len(captured)


def _milliseconds(client: Client, path: str) -> float:
    started = time.perf_counter()
    client.get(path)
    return 1000 * (time.perf_counter() - started)
