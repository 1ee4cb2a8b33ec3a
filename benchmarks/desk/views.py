"""The addresses that a planner goes to while reading, each asked for again and again."""

import time
from collections.abc import Iterator
from urllib.parse import urlencode, urljoin

from django.test import Client
from django.utils import timezone

from accounts.policy import Role
from benchmarks.desk.rows import run_over
from consultations import receipts
from consultations.models import Opinion
from tests import factories

TIMES = 40
TIMES_OF_MANY = 12
MANY = 50_000
"""From so many opinions on an answer takes seconds, and fewer of them tell enough."""
URL = "/staff/consultations/desk/analysis/"


def rows(count: int) -> Iterator[tuple[str, str]]:
    run = run_over(factories.closed_consultation(slug="desk"), count)
    cluster = run.clusters.filter(theme__isnull=False).earliest("number")
    receipt = _with_receipt(cluster.memberships.earliest("pk").revision.opinion)
    theme = str(cluster.theme.stable_id) if cluster.theme else ""
    client = Client()
    client.force_login(factories.user(Role.PLANNER))
    narrow = {"q": "公園", "channel": "fax", "about": "地区: 東"}
    for what, path, query in (
        ("cards", "", {}),
        ("tree", "", {"view": "tree"}),
        ("treemap", "", {"view": "treemap"}),
        ("map page", "", {"view": "map"}),
        ("marks of the map", "points.json", {}),
        ("time line", "", {"view": "timeline"}),
        ("groups of people", "", {"view": "people"}),
        ("list, first page", "", {"view": "opinions"}),
        ("list, page 100", "", {"view": "opinions", "page": "100"}),
        ("one theme with its opinions", "", {"theme": theme}),
        ("cards, one stance", "", {"stance": "request"}),
        ("cards, words and channel and ward", "", narrow),
        ("list, words and channel and ward", "", narrow | {"view": "opinions"}),
        ("marks, words and channel and ward", "points.json", narrow),
        ("one opinion with its neighbours", f"opinions/{receipt}/", {}),
        ("table of themes as a file", "themes.csv", {}),
        ("comparison of groups", "../contrasts/", {}),
    ):
        times = TIMES_OF_MANY if count >= MANY else TIMES
        yield what, _figures(client, f"{urljoin(URL, path)}?{urlencode(query)}", times)


def _with_receipt(opinion: Opinion) -> str:
    """One that people could type: those written in bulk are only numbers."""
    opinion.receipt = receipts.issue(now=timezone.now())
    opinion.save(update_fields=["receipt"])
    return opinion.receipt


def _figures(client: Client, path: str, times: int) -> str:
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    walls, busy = zip(*(_milliseconds(client, path) for _ in range(times)), strict=True)
    took = sorted(walls)
    p50, p95, work = took[times // 2], took[int(0.95 * times)], sorted(busy)[times // 2]
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, processor {work:.0f} ms"


def _milliseconds(client: Client, path: str) -> tuple[float, float]:
    """By the clock, and of this processor, which does not count what others do on the machine."""
    started, worked = time.perf_counter(), time.process_time()
    client.get(path)
    return 1000 * (time.perf_counter() - started), 1000 * (time.process_time() - worked)
