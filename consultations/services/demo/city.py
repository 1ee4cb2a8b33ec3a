"""The fictional city's consultations, placed in time around the day they are loaded."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from consultations import jobs as engine
from consultations.models import AnalysisRun, Consultation, Phase, Publication
from consultations.services import consultations, jobs
from consultations.services.consultations import PhaseDates
from consultations.services.demo import answers, numbers, places, replies, surveys
from consultations.services.demo import opinions as demo_opinions
from consultations.services.planning import analysis
from consultations.services.setup import plans
from consultations.tasks import handler_for

FOLDER = Path(__file__).resolve().parents[2] / "demo"
ANALYSED = "library-renewal"
CLOSING_HOUR = 17


@dataclass(frozen=True)
class Loaded:
    consultations: int
    opinions: int


def load(*, now: datetime, folder: Path = FOLDER) -> Loaded:
    """Write what is not there yet. A consultation that exists is left as people have made it since."""
    items = json.loads((folder / "consultations.json").read_text(encoding="utf-8"))
    known = set(Consultation.objects.values_list("slug", flat=True))
    missing = [item for item in items if item["slug"] not in known]
    if not missing:
        return Loaded(0, 0)
    rows = demo_opinions.read(folder)
    opinions = 0
    with transaction.atomic():
        for item in missing:
            consultation = _create(item, folder, now)
            opinions += demo_opinions.write(consultation=consultation, rows=rows, now=now)
            opinions += surveys.write(consultation=consultation, folder=folder, now=now)
        places.load(folder=folder, now=now)
        numbers.load(now=now)
    return Loaded(len(missing), opinions)


def reply(*, planner: User, now: datetime) -> None:
    replies.write(planner=planner, folder=FOLDER, now=now)


def publish_themes(*, planner: User, now: datetime) -> AnalysisRun | None:
    """Analyse the closed consultation and publish what was found, unless a run is published already.

    The job runs in this process: a demo is being set up, and no worker may be there yet.
    """
    surveys.find_groups(now=now)
    consultation = Consultation.objects.get(slug=ANALYSED)
    published = consultation.runs.filter(published_at__isnull=False).first()
    if published:
        return published
    job = analysis.start(consultation=consultation, requested_by=planner, idempotency_key="demo", now=now)
    jobs.retry(job=job, now=now)
    engine.run(job.pk, handler_for)
    run = AnalysisRun.objects.filter(job=job).first()
    if run:
        analysis.publish(run=run, published_by=planner, now=now)
    return run


def publish_answers(*, run: AnalysisRun, planner: User, second: User, now: datetime) -> Publication | None:
    return answers.publish(run=run, planner=planner, second=second, folder=FOLDER, now=now)


def _create(item: dict[str, Any], folder: Path, now: datetime) -> Consultation:
    plan = item.pop("plan")
    phases = [
        PhaseDates(
            Phase.Kind(phase["kind"]),
            phase["name"],
            _evening(now, phase["starts_in_days"]),
            _evening(now, phase["ends_in_days"]),
        )
        for phase in item.pop("phases")
    ]
    announced = min(phases[0].starts_at, now) - timedelta(days=7)
    fields = item | {"is_fictional": True, "published_at": announced}
    consultation = consultations.create(fields=fields, phases=phases, now=announced)
    if plan:
        text = (folder / plan).read_text(encoding="utf-8")
        plans.publish_first_version(
            consultation=consultation, plan=plans.parse(text), label="素案", now=announced
        )
    return consultation


def _evening(now: datetime, days: int) -> datetime:
    local = timezone.localtime(now).replace(hour=CLOSING_HOUR, minute=0, second=0, microsecond=0)
    return local + timedelta(days=days)
