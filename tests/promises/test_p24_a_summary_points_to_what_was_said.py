from collections import Counter

import pytest
from django.test import Client

from consultations.models import AnalysisRun, Evidence, Membership, Opinion
from consultations.services.planning import analysis
from tests import factories
from tests.consultations.planning.material import ALL, analysed, fill
from tests.factories import NOW

pytestmark = pytest.mark.django_db

URL = "/consultations/plan/themes/"
CHANGED = "考えが変わりました。"


@pytest.fixture
def run() -> AnalysisRun:
    """Published; since then one opinion was edited, one hidden, one withdrawn, and one arrived."""
    consultation = factories.closed_consultation(slug="plan")
    fill(consultation, [*ALL, ALL[0]])
    run = analysed(consultation)
    analysis.publish(run=run, published_by=None, now=NOW)
    edited, hidden, withdrawn = [
        place.revision.opinion for place in run.memberships.filter(state="in_theme").order_by("pk")[:3]
    ]
    factories.revision(edited, text=CHANGED)
    Opinion.objects.filter(pk=hidden.pk).update(hidden_at=NOW)
    Opinion.objects.filter(pk=withdrawn.pk).update(withdrawn_at=NOW)
    factories.submission(consultation, text="あとから届きました。")
    return run


def counted_by_hand(run: AnalysisRun) -> tuple[Counter[str], Counter[int]]:
    """The same numbers from the bare rows, one by one."""
    states: Counter[str] = Counter()
    themes: Counter[int] = Counter()
    for place in Membership.objects.filter(run=run).select_related("revision__opinion", "cluster__theme"):
        opinion = place.revision.opinion
        gone = bool(opinion.hidden_at or opinion.withdrawn_at)
        states["withheld" if gone else place.state] += 1
        if not gone and place.cluster and place.cluster.theme:
            themes[place.cluster.theme.pk] += 1
    return states, themes


def test_every_published_count_can_be_counted_again_by_hand(client: Client, run: AnalysisRun) -> None:
    context = client.get(URL).context
    states, themes = counted_by_hand(run)
    assert {state: context["totals"][state] for state in Membership.State.values} == {
        state: states[state] for state in Membership.State.values
    }
    assert {row.theme.pk: row.size["opinions"] for row in context["rows"]} == themes
    assert context["totals"]["total"] == sum(states.values()) == len(ALL) + 1
    assert context["totals"]["withheld"] == 2
    assert context["arrived"] == 1


def test_every_theme_leads_to_the_revision_that_was_counted(client: Client, run: AnalysisRun) -> None:
    read = {place.revision_id for place in run.memberships.all()}
    for row in client.get(URL).context["rows"]:
        places = client.get(f"{URL}{row.theme.stable_id}/").context["page"]
        assert len(places.object_list) == row.size["opinions"]
        for place in places:
            assert place.revision_id in read
            original = client.get(
                f"/opinions/{place.revision.opinion.receipt}/revisions/{place.revision.number}/"
            )
            assert original.status_code == 200
            assert place.revision.text in original.content.decode()


def test_every_quotation_stands_where_it_points_to(client: Client, run: AnalysisRun) -> None:
    quotations = list(Evidence.objects.standing().filter(cluster__run=run))
    assert quotations
    for quotation in quotations:
        place = f"/opinions/{quotation.revision.opinion.receipt}/revisions/{quotation.revision.number}/"
        page = client.get(place, {"start": quotation.start, "end": quotation.end}).content.decode()
        assert f'<mark id="quotation">{quotation.quoted}</mark>' in page


def test_words_that_were_taken_back_are_nowhere(client: Client, run: AnalysisRun) -> None:
    gone = Opinion.objects.exclude(hidden_at=None, withdrawn_at=None)
    pages = [client.get(URL)]
    pages += [client.get(f"{URL}{row.theme.stable_id}/") for row in pages[0].context["rows"]]
    assert len(gone) == 2
    for opinion in gone:
        assert all(opinion.words.text[:15] not in page.content.decode() for page in pages)


def test_control_the_state_as_saved_would_still_count_what_was_taken_back(run: AnalysisRun) -> None:
    states, _ = counted_by_hand(run)
    saved = Counter(run.memberships.values_list("state", flat=True))
    assert saved["withheld"] == 0 != states["withheld"]
