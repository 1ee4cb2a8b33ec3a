"""The fictional city's FAQ: loaded and published once, and again only when its files change."""

import hashlib
from datetime import datetime
from pathlib import Path

from chatbot.models import FaqUpload
from chatbot.services import faq_import
from chatbot.services.files import rows
from chatbot.services.guides import demo as guides
from chatbot.services.lookups import demo as lookups
from consultations import jobs as engine
from consultations.models import Job
from consultations.services import jobs
from consultations.tasks import handler_for

FOLDER = Path(__file__).resolve().parents[1] / "demo"
FILES = {
    "faq.csv": FaqUpload.Kind.ENTRIES,
    "translations.csv": FaqUpload.Kind.ENTRIES,
    "utterances.csv": FaqUpload.Kind.UTTERANCES,
    "questions.csv": FaqUpload.Kind.QUESTIONS,
}


def load(*, now: datetime, folder: Path = FOLDER) -> Job:
    """Write what `folder` holds: entries, phrasings, test questions, guides, lists. Returns the job."""
    job = _load_answers(folder, now)
    guides.load(folder=folder, now=now)
    lookups.load(folder=folder, now=now)
    return job


def _load_answers(folder: Path, now: datetime) -> Job:
    contents = {name: (folder / name).read_bytes() for name in FILES}
    digest = hashlib.sha256(b"\0".join(contents.values())).hexdigest()
    key = f"faq-demo:{digest}"
    held = Job.objects.filter(idempotency_key=key).first()
    if held is not None and held.state == Job.State.DONE:
        return held
    for name, kind in FILES.items():
        _write(kind, name, contents[name], now)
    return _publish(held, key, now)


def _write(kind: str, name: str, content: bytes, now: datetime) -> None:
    checked = rows.check(kind=kind, name=name, content=content, default_field="")
    if checked.errors:
        first = checked.errors[0]
        raise ValueError(f"{name}, row {first.row}, {first.column}: {first.message} {first.value}")
    faq_import.write(rows=checked.good, actor=None, now=now, progress=lambda percent: None)


def _publish(held: Job | None, key: str, now: datetime) -> Job:
    """In this process: a demo is being set up, and no worker may be running yet."""
    if held is not None:
        jobs.retry(job=held, now=now)
    job = jobs.start(kind=Job.Kind.FAQ_PUBLICATION, requested_by=None, idempotency_key=key, now=now)
    engine.run(job.pk, handler_for)
    job.refresh_from_db()
    return job
