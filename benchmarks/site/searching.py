"""The search page's work among 100,000 opinions."""

import time
from collections.abc import Iterator

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from benchmarks.site import rows as many
from consultations.services import searching
from consultations.services.searching import Order, Question, terms_of
from tests import factories

OPINIONS = 100_000
CONSULTATIONS = 20
TIMES = 5
QUERIES = [
    *("公園", "図書館", "バス", "太陽光", "外国人", "緑", "港", "防災", "町内会", "ﾎﾞﾗﾝﾃｨｱ", "圖書館", "ﾌﾟｰﾙ"),
    *("部活動 体育館 予算", "防災 訓練", "歩道 照明", "バス 運賃 高齢者"),
    *("を増や", "安全を最優先", "市役所の使い方", "ない言葉"),
]


def rows() -> Iterator[tuple[str, str, str]]:
    for number in range(CONSULTATIONS):
        consultation = factories.consultation(slug=f"bench-{number}")
        for _chunk in many.opinions(consultation, "submission", OPINIONS // CONSULTATIONS, seed=number):
            pass
    many.settle()
    took = sorted(_milliseconds(query, order) for query in QUERIES for order in Order for _ in range(TIMES))
    figures = f"p50 {took[len(took) // 2]:.0f} ms, p95 {took[int(0.95 * len(took))]:.0f} ms"
    yield f"search among {OPINIONS:,} opinions, count and first page", figures, "p95 < 100 ms"


def _milliseconds(query: str, order: Order) -> float:
    started = time.perf_counter()
    question = Question(terms=terms_of(query), order=order)
    found = searching.find(question, user=AnonymousUser(), now=timezone.now())
    for entry in found.page(0, 20):
        if entry.opinion:
            searching.snippet(entry.opinion.words.text, question.terms)
    return 1000 * (time.perf_counter() - started)
