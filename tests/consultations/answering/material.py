"""A closed consultation whose themes are answered, approved and published, as far as a test wants it."""

from datetime import timedelta

from accounts.models import User
from consultations import jobs as engine
from consultations.exporting.results import rows
from consultations.models import (
    AnalysisRun,
    Cluster,
    Consultation,
    Evidence,
    Job,
    Membership,
    Opinion,
    Publication,
    Response,
    Theme,
)
from consultations.services.answering import publishing, responses
from consultations.services.answering.responses import Words
from consultations.tasks import handler_for
from tests import factories
from tests.consultations.planning.material import ALL, BUS, PARK, SCHOOL, fill
from tests.factories import NOW

MINUTE = timedelta(minutes=1)
LONE = "市役所の食堂でカレーを出してください。"


def closed(slug: str = "plan") -> tuple[Consultation, AnalysisRun]:
    """Three themes, one copy, and one opinion about something else."""
    consultation = factories.closed_consultation(slug=slug)
    fill(consultation, [*ALL, ALL[0], LONE])
    opinions = list(consultation.opinions.order_by("pk"))
    themes = {"バス": BUS, "公園": PARK, "学校": SCHOOL}
    places = {label: [one for one in opinions if one.words.text in texts] for label, texts in themes.items()}
    return consultation, run_of(consultation, places)


def run_of(consultation: Consultation, themes: dict[str, list[Opinion]]) -> AnalysisRun:
    """A run in plain rows. The same text again is a copy; what no theme names stands in none."""
    number = consultation.runs.count() + 1
    job = Job.objects.create(
        kind=Job.Kind.ANALYSIS, consultation=consultation, created_at=NOW, state=Job.State.DONE,
        idempotency_key=f"run-{consultation.pk}-{number}",
    )  # fmt: skip
    run = AnalysisRun.objects.create(
        consultation=consultation, job=job, number=number, input_hash="0", code_version="1",
        dictionary_version="1", finished_at=NOW,
    )  # fmt: skip
    clusters: dict[int, Cluster] = {}
    for place, (label, opinions) in enumerate(themes.items(), start=1):
        theme, _made = Theme.objects.get_or_create(
            consultation=consultation, found_label=label, defaults={"created_at": NOW}
        )
        cluster = Cluster.objects.create(run=run, number=place, theme=theme, label=label)
        clusters |= {one.pk: cluster for one in opinions}
        for position, one in enumerate(opinions[:2]):
            Evidence.objects.create(
                cluster=cluster, revision=one.words, start=0, end=len(one.words.text), position=position
            )
    _place(run, clusters)
    return run


def _place(run: AnalysisRun, clusters: dict[int, Cluster]) -> None:
    first: dict[str, Opinion] = {}
    rows = []
    for one in Opinion.objects.submitted().filter(consultation=run.consultation).with_words().order_by("pk"):
        original = first.setdefault(one.words.sha256, one)
        row = Membership(run=run, revision=one.words, cluster=clusters.get(one.pk), score=1 / one.pk)
        row.state = "in_theme" if row.cluster else "no_theme"
        if one.state != "public":
            row.state, row.cluster = "withheld", None
        elif original != one:
            row.state, row.copy_of = "copy", original.words
            row.cluster = clusters.get(original.pk)
        rows.append(row)
    Membership.objects.bulk_create(rows)


def answered(group: rows.Group, consultation: Consultation, by: User, text: str = "") -> Response:
    """A written draft."""
    theme = group.themes[0] if group.themes else None
    made = responses.begin(consultation=consultation, theme=theme, by=by, now=NOW)
    words = Words(
        text=text or f"ご意見「{'・'.join(group.labels) or 'その他'}」を踏まえ、計画に反映します。",
        category=consultation.response_categories.earliest("position"),
    )
    return responses.write(response=made, words=words, read_version=made.version, by=by, now=NOW)


def approved(response: Response, by: User, second: User) -> Response:
    responses.submit(response=response, read_version=response.version, by=by, now=NOW)
    responses.approve(response=response, read_version=response.version, by=second, now=NOW + MINUTE)
    return Response.objects.get(pk=response.pk)


def approve_all(consultation: Consultation, run: AnalysisRun, by: User, second: User) -> list[Response]:
    groups = rows.of_run(run).groups
    return [approved(answered(group, consultation, by), by, second) for group in groups]


def published(consultation: Consultation, by: User, key: str = "one") -> Publication:
    made = publishing.start(consultation=consultation, by=by, form_key=key, now=NOW + MINUTE)
    job = Job.objects.get(publication=made)
    engine.run(job.pk, handler_for)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    return Publication.objects.select_related("consultation").get(pk=made.pk)
