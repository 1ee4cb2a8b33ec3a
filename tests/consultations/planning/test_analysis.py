from collections import Counter

import pytest

from consultations.analysis import stages
from consultations.jobs import Progress
from consultations.models import AnalysisRun, Cluster, Consultation, Evidence, Membership, Theme
from consultations.services import jobs
from consultations.services.planning import analysis
from consultations.services.planning.decisions import opinions, themes
from tests import factories
from tests.consultations.planning.material import ALL, BUS, PARK, SCHOOL, analysed, fill, run_job
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_opinions_about_one_thing_come_together(filled: Consultation) -> None:
    run = analysed(filled)
    found: Counter[str] = Counter()
    for kind, texts in {"bus": BUS, "park": PARK, "school": SCHOOL}.items():
        members = run.memberships.filter(revision__text__in=texts, cluster__isnull=False)
        most = Counter(members.values_list("cluster", flat=True)).most_common(1)
        found[kind] = most[0][1] if most else 0
    assert min(found.values()) >= 3


def test_every_opinion_is_in_exactly_one_state(filled: Consultation) -> None:
    factories.submission(filled, text=ALL[0])
    factories.submission(filled, text="?!", hidden_at=NOW)
    factories.submission(filled, text="")
    run = analysed(filled)
    totals = run.memberships.all().totals()
    assert totals["total"] == len(ALL) + 3
    assert totals["in_theme"] + totals["copy"] + totals["no_theme"] + totals["withheld"] == totals["total"]
    assert totals["copy"] == 1
    assert totals["withheld"] == 1


def test_a_copy_stands_in_the_theme_of_its_original(filled: Consultation) -> None:
    factories.submission(filled, text=BUS[0])
    run = analysed(filled)
    copy = run.memberships.all().with_standing().get(state="copy")
    original = run.memberships.all().with_standing().get(revision=copy.copy_of)
    assert copy.standing_theme == original.standing_theme


def test_quotations_are_whole_places_of_the_quoted_revision(filled: Consultation) -> None:
    analysed(filled)
    quotations = Evidence.objects.standing().select_related("revision")
    assert quotations
    for evidence in quotations:
        assert evidence.quoted == evidence.quotation
        assert evidence.quoted.endswith("。")


def test_a_theme_is_named_in_the_words_of_its_opinions(filled: Consultation) -> None:
    run = analysed(filled)
    for cluster in run.clusters.all():
        texts = cluster.memberships.values_list("revision__text", flat=True)
        assert any(cluster.label in text for text in texts)


def test_a_theme_that_a_run_goes_on_with_keeps_the_name_it_had(filled: Consultation) -> None:
    first = analysed(filled)
    named = first.clusters.get(level=Cluster.Level.THEME, label__contains="学校")
    first.clusters.filter(number=named.number).update(label="給食")
    second = analysed(filled, key="two").clusters.get(number=named.number)
    assert second.theme == named.theme
    assert second.theme
    assert second.theme.label == second.label == "給食"
    afresh = analysed(filled, key="three", afresh=True)
    assert named.label in afresh.clusters.values_list("label", flat=True)


def test_the_same_opinions_give_the_same_result(filled: Consultation) -> None:
    first, second = analysed(filled), analysed(filled, key="two", afresh=True)
    assert first.result_hash == second.result_hash
    assert first.input_hash == second.input_hash
    assert (first.number, second.number) == (1, 2)


def test_the_percentage_moves_while_names_and_quotations_are_chosen(
    filled: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    tell = Progress.at

    def listen(progress: Progress, stage: str, percent: int) -> None:
        if stage == stages.EVIDENCE:
            seen.append(percent)
        tell(progress, stage, percent)

    monkeypatch.setattr(Progress, "at", listen)
    analysed(filled)
    assert seen == sorted(seen)
    assert len(set(seen)) > 2


def test_an_edited_opinion_changes_the_input(filled: Consultation) -> None:
    first = analysed(filled)
    opinion = filled.opinions.earliest("pk")
    factories.revision(opinion, text="考えが変わりました。公園のほうが大切です。")
    assert analysed(filled, key="two").input_hash != first.input_hash


def test_nothing_handed_in_ends_with_a_readable_reason(consultation: Consultation) -> None:
    job = run_job(analysis.start(consultation=consultation, requested_by=None, idempotency_key="x", now=NOW))
    assert job.state == job.State.FAILED
    assert "nothing to analyse" in job.error
    assert not AnalysisRun.objects.exists()


def test_drafts_are_not_analysed(filled: Consultation) -> None:
    factories.proposal(filled, published=False)
    assert analysed(filled).memberships.count() == len(ALL)


def test_the_title_of_a_proposal_is_read_but_not_quoted(filled: Consultation) -> None:
    proposal = factories.proposal(filled, title="バスの本数", text="朝のバスを増やしてください。")
    run = analysed(filled)
    for evidence in Evidence.objects.filter(cluster__run=run, revision__opinion=proposal.opinion):
        assert evidence.quotation in "朝のバスを増やしてください。"
    assert run.memberships.filter(revision__opinion=proposal.opinion).exists()


def test_only_one_analysis_of_a_consultation_at_a_time(filled: Consultation) -> None:
    first = analysis.start(consultation=filled, requested_by=None, idempotency_key="a", now=NOW)
    with pytest.raises(jobs.AnotherIsRunningError) as refusal:
        analysis.start(consultation=filled, requested_by=None, idempotency_key="b", now=NOW)
    assert refusal.value.job == first
    again = analysis.start(consultation=filled, requested_by=None, idempotency_key="a", now=NOW)
    assert again == first


def test_names_and_decisions_outlive_a_new_run(filled: Consultation) -> None:
    planner = factories.user()
    run = analysed(filled)
    biggest = run.clusters.earliest("number").theme
    assert biggest
    themes.rename(theme=biggest, label="公共交通", decided_by=planner, now=NOW)
    stray = run.memberships.exclude(cluster__theme=biggest).earliest("pk").revision.opinion
    opinions.move(opinions=[stray], theme=biggest, decided_by=planner, now=NOW)
    factories.submission(filled, text="バスの時刻表を大きな字にしてください。")
    again = analysed(filled, key="two")
    continued = again.clusters.get(theme=biggest)
    assert continued.theme
    assert continued.theme.label == "公共交通"
    place = again.memberships.all().with_standing().get(revision__opinion=stray)
    assert place.standing_theme == biggest.pk


def test_each_cluster_has_its_own_theme(filled: Consultation) -> None:
    run = analysed(filled)
    assert Theme.objects.filter(clusters__run=run).distinct().count() == run.clusters.count()


def test_hiding_an_opinion_withholds_it_without_a_new_run(filled: Consultation) -> None:
    run = analysed(filled)
    member = run.memberships.filter(state=Membership.State.IN_THEME).earliest("pk")
    opinion = member.revision.opinion
    opinion.hidden_at = NOW
    opinion.save()
    totals = run.memberships.all().totals()
    assert totals["withheld"] == 1
    assert totals["total"] == len(ALL)
    assert not Evidence.objects.standing().filter(revision__opinion=opinion).exists()


@pytest.mark.parametrize(
    "texts",
    [
        ["バスを増やしてください。"],
        [""],
        ["", "", ""],
        ["😀", "😀😀", "!!!"],
        ["同じ意見です。"] * 30,
        ["あ" * 20_000, "バス" * 5_000, "公園をきれいに。"],
        ["a\u0301" * 500, "\u202e逆さ", "[[[[((((" * 200],
        ["Please add more buses.", "バスを増やして", "更多公交车"],
    ],
)
def test_bad_opinions_do_not_stop_the_analysis(consultation: Consultation, texts: list[str]) -> None:
    fill(consultation, texts)
    run = analysed(consultation)
    assert run.memberships.count() == len(texts)
