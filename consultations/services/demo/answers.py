"""What the fictional city answers to the themes of its closed consultation, and the result it published."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from accounts.models import User
from consultations import jobs as engine
from consultations.exporting.results import rows
from consultations.exporting.results.rows import Group
from consultations.models import AnalysisRun, Evidence, Publication, Response
from consultations.services.answering import publishing, responses
from consultations.services.answering.responses import Words
from consultations.tasks import handler_for


def publish(
    *, run: AnalysisRun, planner: User, second: User, folder: Path, now: datetime
) -> Publication | None:
    """Written by one person, approved by another; what is answered already is left as people made it."""
    consultation = run.consultation
    if consultation.publications.exists() or consultation.responses.exists():
        return consultation.publications.first()
    told: dict[str, Any] = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    for place, group in enumerate(rows.of_run(run).groups):
        made = _written(group, run, told, planner, now)
        if place == 0:
            responses.consult(response=made, read_version=made.version, by=planner, now=now)
            responses.comment(response=made, by=second, now=now, **told["comment"])
        responses.submit(response=made, read_version=made.version, by=planner, now=now)
        responses.approve(response=made, read_version=made.version, by=second, now=now)
    publication = publishing.start(consultation=consultation, by=planner, form_key="demo", now=now)
    if publication.job_id:
        engine.run(publication.job_id, handler_for)
    return Publication.objects.finished().filter(pk=publication.pk).first()


def _written(group: Group, run: AnalysisRun, told: dict[str, Any], planner: User, now: datetime) -> Response:
    theme = group.themes[0] if group.themes else None
    made = responses.begin(consultation=run.consultation, theme=theme, by=planner, now=now)
    said = told["others"] if theme is None else _fitting(group, run, told)
    categories = list(run.consultation.response_categories.all())
    words = Words(text=said["text"], category=categories[said["category"]])
    return responses.write(response=made, words=words, read_version=made.version, by=planner, now=now)


def _fitting(group: Group, run: AnalysisRun, told: dict[str, Any]) -> dict[str, Any]:
    """The answer whose words come up most in the name and the quotations of the theme; each is given once."""
    keys = [theme.pk for theme in group.themes]
    standing = Evidence.objects.standing().filter(cluster__run=run)
    quoted = [one.quoted for one in standing if one.standing_theme in keys]
    said = "".join([*(label * 3 for label in group.labels), *quoted])
    best = max(told["answers"], key=lambda one: _hits(one, said), default=None)
    if best is None or not _hits(best, said):
        found: dict[str, Any] = told["otherwise"]
        return found
    told["answers"].remove(best)
    return dict(best)


def _hits(answer: dict[str, Any], said: str) -> int:
    return sum(said.count(word) for word in answer["words"])
