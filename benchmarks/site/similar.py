"""Proposals like the one being written, among 10,000 of one consultation and 20,000 other opinions."""

import random
import time
from collections.abc import Iterator

from benchmarks.site import rows as many
from consultations.models import Consultation
from consultations.services.proposals import similar
from tests import factories

PROPOSALS = 10_000
OTHERS = 20_000
TIMES = 200


def rows() -> Iterator[tuple[str, str, str]]:
    consultation = factories.idea_collection(slug="bench")
    many.proposals(consultation, PROPOSALS)
    for _chunk in many.opinions(factories.consultation(slug="other"), "submission", OTHERS, seed=2):
        pass
    many.settle()
    chance = random.Random(3)  # noqa: S311 - the same questions in every run
    took = sorted(_milliseconds(consultation, many.sentences(chance, 1, 3)) for _ in range(TIMES))
    figures = f"p50 {took[TIMES // 2]:.0f} ms, p95 {took[int(0.95 * TIMES)]:.0f} ms"
    yield f"similar ones among {PROPOSALS:,} proposals", figures, "p95 < 50 ms"


def _milliseconds(consultation: Consultation, text: str) -> float:
    started = time.perf_counter()
    similar.proposals(consultation=consultation, text=text[:40])
    return 1000 * (time.perf_counter() - started)
