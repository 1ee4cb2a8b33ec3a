"""What was hidden is covered wherever the public reads, and only there."""

import io
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.cache import cache

from accounts.models import User
from accounts.policy import Role
from consultations import jobs
from consultations.exporting.results.readiness import Lack
from consultations.exports import opinions
from consultations.models import AnalysisRun, Export, Job, PersonalFinding, Publication
from consultations.models.personal import Covers
from consultations.services.answering import publishing
from consultations.services.answering.publishing import NotReadyError
from consultations.services.planning import analysis, personal_data
from consultations.tasks import handler_for
from tests import factories
from tests.consultations.answering import material as answers
from tests.consultations.conftest import signed_in
from tests.consultations.planning.material import text
from tests.factories import NOW

pytestmark = pytest.mark.django_db

NAME, PHONE = "山本花子", "090-1234-5678"
SAID = f"バスの本数を増やしてほしいです。氏名：{NAME}　電話番号：{PHONE}"
URL = "/staff/consultations/plan/personal-data/"
Reason = PersonalFinding.Reason


@pytest.fixture(autouse=True)
def _files(private_files: None) -> None:
    cache.clear()


@pytest.fixture
def run(planner: User) -> AnalysisRun:
    """A theme with one opinion that names its author, quoted whole, and one that names nobody."""
    consultation = factories.closed_consultation(slug="plan")
    said = factories.submission(consultation, text=SAID, title="意見")
    other = factories.submission(consultation, text="バス停に屋根がほしいです。")
    return answers.run_of(consultation, {"バス": [said.opinion, other.opinion]})


@pytest.fixture
def found(run: AnalysisRun) -> dict[str, PersonalFinding]:
    assert personal_data.look(now=NOW) == 2
    return {one.kind: one for one in PersonalFinding.objects.all()}


def hide(found: dict[str, PersonalFinding], by: User) -> None:
    keys = [one.pk for one in found.values()]
    consultation = next(iter(found.values())).revision.opinion.consultation
    personal_data.hide(consultation=consultation, findings=keys, by=by, now=NOW)


@pytest.fixture
def approved(run: AnalysisRun, found: dict[str, PersonalFinding], planner: User) -> AnalysisRun:
    answers.approve_all(run.consultation, run, planner, factories.user(Role.PLANNER))
    return run


def test_nothing_is_published_before_each_finding_is_decided(
    approved: AnalysisRun, found: dict[str, PersonalFinding], planner: User
) -> None:
    with pytest.raises(NotReadyError) as refusal:
        publishing.start(consultation=approved.consultation, by=planner, form_key="x", now=NOW)
    assert [(one.lack, one.count) for one in refusal.value.missing] == [(Lack.PERSONAL_DATA, 2)]
    page = text(signed_in(planner).get("/staff/consultations/plan/answers/publish/"))
    assert f'href="{URL}"' in page
    hide(found, planner)
    assert publishing.start(consultation=approved.consultation, by=planner, form_key="x", now=NOW)


def test_the_job_looks_itself_where_no_round_has_been(run: AnalysisRun, planner: User) -> None:
    answers.approve_all(run.consultation, run, planner, factories.user(Role.PLANNER))
    made = publishing.start(consultation=run.consultation, by=planner, form_key="x", now=NOW)
    assert made.job
    jobs.run(made.job.pk, handler_for)
    assert Job.objects.get(pk=made.job.pk).state == Job.State.FAILED
    assert PersonalFinding.objects.undecided().count() == 2
    assert not Publication.objects.finished().exists()


def everything_public(publication: Publication) -> str:
    """All that a visitor can read or download of a result, in one text."""
    visitor = signed_in(None)
    receipts = publication.places.values_list("revision__opinion__receipt", flat=True)
    addresses = ["/consultations/plan/result/", "/consultations/plan/result/1/"]
    addresses += [f"/opinions/{receipt}/revisions/1/" for receipt in receipts]
    read = [text(visitor.get(address)) for address in addresses]
    assert all(visitor.get(address).status_code == 200 for address in addresses)
    for one in publication.files.exclude(format="pdf"):
        data = one.file.read()
        if data.startswith(b"PK"):
            with ZipFile(io.BytesIO(data)) as packed:
                data = b"".join(packed.read(name) for name in packed.namelist())
        read.append(data.decode(errors="ignore"))
    return "\n".join(read)


def test_a_published_result_shows_the_cover_and_never_the_words(
    approved: AnalysisRun, found: dict[str, PersonalFinding], planner: User
) -> None:
    hide(found, planner)
    public = everything_public(answers.published(approved.consultation, planner))
    assert NAME not in public
    assert PHONE not in public
    assert "［氏名］" in public
    assert "［電話番号］" in public
    assert "バスの本数を増やしてほしいです。氏名：" in public


def test_what_is_left_is_published_as_it_was_written(
    approved: AnalysisRun, found: dict[str, PersonalFinding], planner: User
) -> None:
    personal_data.show(
        consultation=approved.consultation,
        findings=[one.pk for one in found.values()],
        reason=Reason.AGREED,
        by=planner,
        now=NOW,
    )
    public = everything_public(answers.published(approved.consultation, planner))
    assert SAID in public
    assert "［氏名］" not in public


def test_what_is_hidden_after_the_publication_leaves_page_and_documents(
    approved: AnalysisRun, found: dict[str, PersonalFinding], planner: User
) -> None:
    keys = [one.pk for one in found.values()]
    common: dict[str, Any] = {
        "consultation": approved.consultation,
        "findings": keys,
        "by": planner,
        "now": NOW,
    }
    personal_data.show(**common, reason=Reason.AGREED)
    publication = answers.published(approved.consultation, planner)
    personal_data.undo(**common)
    personal_data.hide(**common)
    assert signed_in(None).get("/consultations/plan/result/files/csv/").status_code == 503
    assert publishing.refresh(now=NOW) == 1
    assert publishing.refresh(now=NOW) == 0
    assert signed_in(None).get("/consultations/plan/result/files/csv/").status_code == 200
    assert NAME not in everything_public(publication)


def test_published_themes_show_the_cover(
    run: AnalysisRun, found: dict[str, PersonalFinding], planner: User
) -> None:
    analysis.publish(run=run, published_by=planner, now=NOW)
    theme = run.clusters.get().theme
    assert theme
    addresses = ["/consultations/plan/themes/", f"/consultations/plan/themes/{theme.stable_id}/"]
    assert all(NAME in text(signed_in(None).get(address)) for address in addresses)
    hide(found, planner)
    for address in addresses:
        page = text(signed_in(None).get(address))
        assert NAME not in page
        assert PHONE not in page
        assert "［氏名］" in page


def test_staff_and_the_author_still_read_the_words(
    run: AnalysisRun, found: dict[str, PersonalFinding], planner: User, yui: User
) -> None:
    hide(found, planner)
    opinion = found["name"].revision.opinion
    opinion.author = yui
    opinion.save(update_fields=["author"])
    address = f"/opinions/{opinion.receipt}/revisions/1/"
    assert NAME in text(signed_in(planner).get(address))
    assert NAME in text(signed_in(yui).get(address))
    assert NAME not in text(signed_in(None).get(address))
    history = f"/opinions/{opinion.receipt}/history/"
    assert NAME not in text(signed_in(None).get(history))
    assert "［氏名］" in text(signed_in(None).get(history))
    found["name"].revision.refresh_from_db()
    assert found["name"].revision.text == SAID


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (0, 3, "あいう"),
        (0, 5, "あいう［氏名］"),
        (4, 6, "［氏名］"),
        (5, 9, "［氏名］きく"),
        (7, 9, "きく"),
        (0, 9, "あいう［氏名］きく"),
    ],
)
def test_a_quotation_that_cuts_a_name_shows_no_part_of_it(start: int, end: int, shown: str) -> None:
    words = "あいうえおかXきく"
    one = PersonalFinding(pk=1, revision_id=1, start=3, end=7, kind="name", decision="hide")
    assert Covers({1: [one]}).piece(1, words[start:end], start) == shown


@pytest.mark.parametrize(
    ("name", "label", "shown"),
    [
        ("John Smith", "Smith の提案", "［氏名］ の提案"),
        ("山田 太郎", "太郎の提案", "［氏名］の提案"),
        ("匿名 AI", "生成 AI", "生成 AI"),
        ("匿名 AI", "匿名 AI の提案", "［氏名］ の提案"),
    ],
)
def test_a_label_hides_parts_of_a_name_and_no_word_that_many_use(name: str, label: str, shown: str) -> None:
    one = PersonalFinding(pk=1, revision_id=1, start=0, end=len(name), kind="name", decision="hide")
    one.words = name
    assert Covers({1: [one]}).label(label) == shown


def test_open_data_show_the_cover_and_the_files_of_staff_the_words(
    run: AnalysisRun, found: dict[str, PersonalFinding], planner: User
) -> None:
    hide(found, planner)
    for kind, shown, absent in (("public", "［氏名］", NAME), ("private", NAME, "［氏名］")):
        export = Export(consultation=run.consultation, kind=kind, format="csv")
        rows = [opinions.row(export, one) for one in opinions.of_export(export)]
        said = "".join(str(row["text"]) for row in rows)
        assert shown in said
        assert absent not in said
