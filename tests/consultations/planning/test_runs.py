"""Runs as people read them: what changed, the seal, checking it again, and fewer or more themes."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from accounts.policy import Role
from consultations.analysis.changes import compare
from consultations.models import AnalysisRun, Consultation, Job, Revision, Theme
from consultations.services.planning import runs
from tests import factories
from tests.consultations.planning.material import ALL, analysed, fill, run_job, text

pytestmark = pytest.mark.django_db
NEW = ["駅前の駐輪場が足りません。", "駐輪場を増やしてください。", "自転車を停める駐輪場がほしい。"]


def address(run: AnalysisRun, rest: str = "") -> str:
    return f"/staff/consultations/{run.consultation.slug}/runs/{run.number}/{rest}"


def test_a_run_goes_on_from_the_one_before_and_says_what_changed(filled: Consultation, desk: Client) -> None:
    first = analysed(filled)
    fill(filled, NEW)
    second = analysed(filled, key="two")
    assert first.changes == {}
    assert second.parameters["continues"] == 1
    assert second.changes["joined"] == len(NEW)
    kept = set(first.clusters.filter(theme__isnull=False).values_list("theme", flat=True))
    assert kept <= set(second.clusters.values_list("theme", flat=True))
    page = text(desk.get(address(second)))
    assert "What changed since the run before" in page
    assert "New themes" in page
    assert "nothing to compare" in text(desk.get(address(first)))


def test_what_grew_split_merged_and_moved_is_told() -> None:
    before = {1: set(range(10)), 2: set(range(10, 20)), 3: {20, 21}}
    after = {1: set(range(5)) | {30, 31}, 4: set(range(5, 10)), 2: set(range(10, 22))}
    found = compare(before, after)
    assert (found["new"], found["gone"]) == ([4], [3])
    assert found["grown"] == [[2, 10, 12]]
    assert found["shrunk"] == [[1, 10, 7]]
    assert found["split"] == [[1, [1, 4]]]
    assert found["merged"] == [[2, [2, 3]]]
    assert (found["moved"], found["joined"], found["left"]) == (7, 2, 0)
    assert [5, 1, 4] in found["moves"]


def test_the_history_counts_opinions_and_themes_in_a_fixed_number_of_queries(
    filled: Consultation, desk: Client, django_assert_num_queries: object
) -> None:
    analysed(filled)
    url = f"/staff/consultations/{filled.slug}/runs/"
    desk.get(url)
    with django_assert_num_queries(7) as few:  # type: ignore[operator]
        page = text(desk.get(url))
    assert f'<td class="number">{len(ALL)}</td>' in page
    analysed(filled, key="two")
    analysed(filled, key="three")
    with django_assert_num_queries(len(few)):  # type: ignore[operator]
        desk.get(url)


def test_the_seal_names_every_wording_and_everybody_can_work_it_out(
    filled: Consultation, desk: Client
) -> None:
    run = analysed(filled)
    sealed = json.loads(desk.get(address(run, "seal.json")).content)
    assert len(sealed["revisions"]) == len(ALL)
    seal = sealed.pop("seal")
    assert runs.sealed_with(sealed) == seal
    assert runs.sealed_with(sealed | {"seed": 1}) != seal


def test_only_the_seal_of_published_themes_is_public(filled: Consultation, client: Client) -> None:
    run = analysed(filled)
    url = f"/consultations/{filled.slug}/themes/seal.json"
    assert client.get(url).status_code == 404
    AnalysisRun.objects.filter(pk=run.pk).update(published_at=timezone.now())
    assert client.get(url).json()["result"] == run.result_hash


def checked(run: AnalysisRun, desk: Client) -> str:
    desk.post(address(run, "recheck/"), {"form_key": "k"})
    run_job(Job.objects.filter(kind=Job.Kind.RECHECK).latest("pk"))
    return text(desk.get(address(run)))


def test_a_run_worked_out_once_more_is_the_same(filled: Consultation, desk: Client) -> None:
    analysed(filled)
    fill(filled, NEW)
    assert "The check came to the same result" in checked(analysed(filled, key="two"), desk)


def test_control_a_wording_changed_behind_the_back_is_found(filled: Consultation, desk: Client) -> None:
    run = analysed(filled)
    revision = Revision.objects.first()
    assert revision is not None
    Revision.objects.bulk_update([Revision(pk=revision.pk, text="別の文")], ["text"])
    assert "The wordings are not those that were read" in checked(run, desk)


def test_other_versions_are_said(filled: Consultation, desk: Client) -> None:
    run = analysed(filled)
    AnalysisRun.objects.filter(pk=run.pk).update(code_version="1", result_hash="x")
    assert "Other versions are installed now" in checked(run, desk)


def test_another_result_is_said(filled: Consultation, desk: Client) -> None:
    run = analysed(filled)
    AnalysisRun.objects.filter(pk=run.pk).update(result_hash="x")
    assert "The check came to another result" in checked(run, desk)


def test_what_the_slider_shows_is_what_a_run_with_that_number_finds(
    filled: Consultation, desk: Client
) -> None:
    run = analysed(filled)
    assert len(run.cuts) >= 2
    for step, cut in enumerate(run.cuts):
        page = text(desk.get(address(run, "themes/"), {"step": step}))
        assert all(label in page for label in cut["labels"])
    desk.post(address(run, "themes/choose/"), {"step": 0, "form_key": "k"})
    run_job(Job.objects.filter(kind=Job.Kind.ANALYSIS).latest("pk"))
    second = AnalysisRun.objects.latest("number")
    in_theme = second.memberships.filter(state="in_theme")
    sizes = sorted(in_theme.filter(cluster=cluster).count() for cluster in second.clusters.filter(level=2))
    assert second.parameters["groups"] == run.cuts[0]["cut"]
    assert sizes == sorted(run.cuts[0]["sizes"])


@pytest.mark.parametrize("step", ["x", "-1", "99", "100000", "\0", ""])
def test_an_odd_step_shows_a_cut_that_there_is(filled: Consultation, desk: Client, step: str) -> None:
    run = analysed(filled)
    assert desk.get(address(run, "themes/"), {"step": step}).status_code == 200


def test_a_run_without_cuts_offers_none(filled: Consultation, desk: Client) -> None:
    run = analysed(filled)
    AnalysisRun.objects.filter(pk=run.pk).update(cuts=[])
    assert desk.get(address(run, "themes/")).status_code == 404
    assert desk.post(address(run, "themes/choose/")).status_code == 404


def test_a_moderator_reads_runs_and_starts_none(filled: Consultation) -> None:
    run = analysed(filled)
    client = Client(headers={"accept-language": "en"})
    client.force_login(factories.user(Role.MODERATOR))
    page = text(client.get(address(run)))
    assert "Work it out once more" not in page
    assert client.post(address(run, "recheck/")).status_code == 403
    assert client.post(address(run, "themes/choose/"), {"step": 0}).status_code == 403
    assert Theme.objects.exists()


@pytest.mark.parametrize(("afresh", "continues"), [("1", None), ("", 1)])
def test_a_planner_may_have_all_themes_looked_for_anew(
    filled: Consultation, desk: Client, afresh: str, continues: int | None
) -> None:
    analysed(filled)
    fields = {"form_key": "another", "afresh": afresh}
    desk.post(f"/staff/consultations/{filled.slug}/analysis/start/", fields)
    run_job(Job.objects.latest("pk"))
    assert AnalysisRun.objects.latest("number").parameters["continues"] == continues
