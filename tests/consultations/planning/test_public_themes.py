import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEvent
from consultations.models import AnalysisRun, Consultation
from consultations.services.planning import analysis
from consultations.services.planning.decisions import themes
from tests import factories
from tests.consultations.planning import findings
from tests.consultations.planning.material import ALL, analysed, fill, text
from tests.factories import NOW

pytestmark = pytest.mark.django_db

URL = "/consultations/plan/themes/"


@pytest.fixture
def published(filled: Consultation) -> AnalysisRun:
    run = analysed(filled)
    analysis.publish(run=run, published_by=None, now=NOW)
    return run


def test_themes_are_not_public_before_a_planner_says_so(
    desk: Client, client: Client, filled: Consultation
) -> None:
    run = analysed(filled)
    assert client.get(URL).status_code == 404
    desk.post("/staff/consultations/plan/analysis/publish/", {"run": str(run.number)})
    assert client.get(URL).status_code == 200
    assert AuditEvent.objects.filter(action="themes.publish").exists()
    desk.post("/staff/consultations/plan/analysis/unpublish/")
    assert client.get(URL).status_code == 404


def test_everybody_reads_totals_that_add_up(client: Client, published: AnalysisRun) -> None:
    context = client.get(URL).context
    totals = context["totals"]
    assert totals["in_theme"] + totals["copy"] + totals["no_theme"] + totals["withheld"] == len(ALL)
    in_themes = sum(row.size["opinions"] for row in context["rows"])
    assert in_themes + context["alone"] + totals["withheld"] == totals["total"] == len(ALL)


def test_every_opinion_of_a_theme_can_be_reached(client: Client, published: AnalysisRun) -> None:
    for row in client.get(URL).context["rows"]:
        page = client.get(f"{URL}{row.theme.stable_id}/")
        listed = [place.revision.opinion for place in page.context["page"]]
        assert len(listed) == row.size["opinions"]
        for opinion in listed:
            assert client.get(f"/opinions/{opinion.receipt}/revisions/1/").status_code == 200


def test_hidden_words_disappear_and_the_count_says_so(client: Client, published: AnalysisRun) -> None:
    member = published.memberships.filter(state="in_theme").earliest("pk")
    opinion, words = member.revision.opinion, member.revision.text
    opinion.hidden_at = NOW
    opinion.save()
    pages = [client.get(URL)]
    pages += [client.get(f"{URL}{row.theme.stable_id}/") for row in pages[0].context["rows"]]
    assert all(words[:12] not in page.content.decode() for page in pages)
    assert pages[0].context["totals"]["withheld"] == 1
    assert pages[0].context["totals"]["total"] == len(ALL)


def test_a_new_run_stays_with_the_staff_until_it_is_published(
    client: Client, published: AnalysisRun, filled: Consultation
) -> None:
    before = [row.label for row in client.get(URL).context["rows"]]
    factories.submission(filled, text="図書館を夜も開けてください。")
    newer = analysed(filled, key="two")
    page = client.get(URL)
    assert page.context["run"] == published
    assert [row.label for row in page.context["rows"]] == before
    assert page.context["arrived"] == 1
    analysis.publish(run=newer, published_by=None, now=NOW)
    assert client.get(URL).context["run"] == newer
    assert AnalysisRun.objects.filter(published_at__isnull=False).count() == 1


def test_a_theme_merged_away_leads_to_the_one_that_took_it(client: Client, published: AnalysisRun) -> None:
    one, two = [cluster.theme for cluster in published.clusters.order_by("number")[:2]]
    assert one
    assert two
    themes.merge(theme=two, into=one, decided_by=factories.user(), now=NOW)
    assert client.get(f"{URL}{two.stable_id}/").headers["Location"] == f"{URL}{one.stable_id}/"


def test_a_theme_of_another_consultation_is_not_found(client: Client, published: AnalysisRun) -> None:
    theme = published.clusters.earliest("number").theme
    assert theme
    factories.consultation(slug="other")
    assert client.get(f"/consultations/other/themes/{theme.stable_id}/").status_code == 404


def test_a_consultation_that_is_not_public_has_no_public_themes(
    client: Client, published: AnalysisRun
) -> None:
    Consultation.objects.update(published_at=None)
    assert client.get(URL).status_code == 404


def test_the_pages_take_the_same_queries_for_many_opinions(
    client: Client, consultation: Consultation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for key, texts in {"few": ALL[:8], "many": ALL * 3}.items():
        fill(consultation, texts)
        run = analysed(consultation, key=key)
        analysis.publish(run=run, published_by=None, now=NOW)
        with django_assert_num_queries(8):
            rows = client.get(URL).context["rows"]
        with django_assert_num_queries(10):
            client.get(f"{URL}{rows[0].theme.stable_id}/")


def test_residents_read_the_families_and_whom_the_quotations_speak_for(consultation: Consultation) -> None:
    run = findings.run(consultation)
    cluster = findings.cluster(run, label="バスの本数")
    findings.family(run, [cluster], label="交通")
    said = findings.member(run, cluster=cluster, spoken_for_by=0)
    findings.member(run, cluster=cluster, text="夜のバスも。")
    findings.quotation(cluster, said)
    AnalysisRun.objects.update(published_at=NOW)
    client = Client(headers={"accept-language": "en"})
    themes = text(client.get("/consultations/plan/themes/"))
    assert "交通" in themes
    assert "2 opinions, 2 distinct" in themes
    assert cluster.theme
    page = text(client.get(f"/consultations/plan/themes/{cluster.theme.stable_id}/"))
    assert "This quotation speaks for 50.0% of the 2 opinions (1 of 2 distinct ones)." in page
    assert "50.0% resemble none of them (1 opinion, 1 distinct)" in page
    assert "quotation=" not in page
