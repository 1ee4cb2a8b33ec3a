"""Consultations that closed and were analysed, as a planner finds them who is about to answer."""

import csv
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from accounts.policy import Role
from consultations.exporting.results import rows
from consultations.models import AnalysisRun, Consultation, Job, Membership, ModerationDecision, Opinion
from consultations.services.order import moderation
from consultations.services.planning import analysis, personal_data
from tests import factories
from tests.consultations.answering import material
from tests.consultations.planning.material import ALL, BUS, PARK, SCHOOL, fill

REAL = Path(os.environ.get("YORIAI_DATA", "-")) / "opinions" / "aipubcom" / "comments.csv"
THEMES = {"バスの便": BUS, "公園の手入れ": PARK, "学校の設備": SCHOOL}
OTHERS = "その他の意見"
PATIENCE = 900
"""Seconds for an analysis; a busy machine takes its time."""
_QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


@dataclass(frozen=True)
class Asked:
    """`author` wrote an opinion of the largest theme."""

    consultation: Consultation
    author: User
    sizes: dict[str, int]
    """Opinions of every row, the largest theme first, what is in none last."""
    by_hand: list[str]
    """The rows that the planner of the journey answers; colleagues have answered the others."""
    opinions: int
    """Handed in, the withheld included."""

    @property
    def withheld(self) -> int:
        return self.opinions - sum(self.sizes.values())


def by_the_town() -> Asked:
    """Few words: one opinion was withdrawn, one stands alone. All rows wait for an answer."""
    made = _closed()
    fill(made, [*ALL, material.LONE])
    opinions = list(made.opinions.order_by("pk"))
    Opinion.objects.filter(pk=opinions[5].pk).update(withdrawn_at=timezone.now())
    places = {name: [one for one in opinions if one.words.text in said] for name, said in THEMES.items()}
    return _asked(material.run_of(made, places), lambda names: names)


def by_real_people() -> Asked:
    """Thousands of opinions, read by the worker. Three rows wait: the largest, a small one, the others."""
    made = _closed()
    with REAL.open(encoding="utf-8", newline="") as source, transaction.atomic():
        fill(made, [row["comment"] for row in csv.DictReader(source)])
        _withhold(made)
    run = _analysed(made)
    while personal_data.look(now=timezone.now()):
        pass
    asked = _asked(run, lambda names: [names[0], names[-2], names[-1]])
    writer, second = (
        factories.user(Role.PLANNER, display_name=name, joined_at=timezone.now())
        for name in ("企画 次郎", "課長 花江")
    )
    for group in rows.of_run(run).groups:
        if _name(group) not in asked.by_hand:
            material.approved(material.answered(group, made, writer), writer, second)
    return asked


def _closed() -> Consultation:
    now = timezone.now()
    return factories.consultation(
        slug=f"answers-{uuid4().hex[:8]}",
        title="汐見市地域公共交通計画（素案）への意見募集",
        opens=now - 60 * factories.DAY,
        closes=now - 20 * factories.DAY,
        published_at=now - 70 * factories.DAY,
    )


def _withhold(made: Consultation) -> None:
    """Three were withdrawn, two hidden."""
    first = list(made.opinions.order_by("pk")[:200:40])
    withdrawn = [one.pk for one in first[:3]]
    Opinion.objects.filter(pk__in=withdrawn).update(withdrawn_at=timezone.now())
    moderator = factories.user(Role.MODERATOR)
    for one in first[3:]:
        moderation.hide(
            opinion=one,
            moderator=moderator,
            reason=ModerationDecision.Reason.PERSONAL_DATA,
            explanation="住所が書かれていました。",
            now=timezone.now(),
        )


def _analysed(made: Consultation) -> AnalysisRun:
    """By the worker: only it keeps the work alive through steps that take longer than a lease."""
    with override_settings(TASKS=_QUEUE):
        job = analysis.start(
            consultation=made, requested_by=None, idempotency_key=made.slug, now=timezone.now()
        )
    end = time.monotonic() + PATIENCE
    while job.state in (Job.State.QUEUED, Job.State.RUNNING) and time.monotonic() < end:
        time.sleep(0.5)
        job.refresh_from_db()
    assert job.state == Job.State.DONE, f"{job.state} at {job.stage} {job.percent} %: {job.error}"
    return AnalysisRun.objects.get(job=job)


def _asked(run: AnalysisRun, by_hand: Callable[[list[str]], list[str]]) -> Asked:
    groups = rows.of_run(run).groups
    sizes = {_name(group): group.opinions for group in groups}
    assert len(sizes) == len(groups), "two themes have the same name"
    largest = Membership.objects.filter(run=run, cluster__theme=groups[0].themes[0], state="in_theme")
    author = factories.user(display_name="港町のみなみ", joined_at=timezone.now())
    Opinion.objects.filter(pk=largest.earliest("pk").revision.opinion_id).update(author=author)
    return Asked(run.consultation, author, sizes, by_hand([*sizes]), run.consultation.opinions.count())


def _name(group: rows.Group) -> str:
    return OTHERS if group.is_of_others else group.labels[0]
