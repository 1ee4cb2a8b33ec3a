from datetime import date, timedelta

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultations import indexing
from consultations.forms.selection import SelectionForm
from consultations.models import AnalysisRun, Cluster, Consultation, Membership, Opinion
from consultations.models.standing import ThemeSize
from consultations.services.planning.selecting import Selection, answers_about, selected
from consultations.views.themes.places import places_of, sizes, totals
from tests import factories
from tests.consultations.planning import findings
from tests.factories import NOW

pytestmark = pytest.mark.django_db

STANCES = Membership.Stance.values
PARTITIONS = {
    "state": Membership.State.values,
    "channel": Opinion.Channel.values,
    "stance": [*STANCES, "none"],
}


@pytest.fixture
def run(consultation: Consultation) -> AnalysisRun:
    return findings.run(consultation)


@pytest.fixture
def bus(run: AnalysisRun) -> Cluster:
    return findings.cluster(run)


def asked(run: AnalysisRun, query: str) -> set[Membership]:
    selection = SelectionForm(QueryDict(query), run=run).selection()
    return set(selected(run=run, selection=selection))


def test_without_any_wish_the_selection_is_the_whole_run(run: AnalysisRun, bus: Cluster) -> None:
    first = findings.member(run, cluster=bus)
    everything = {first, findings.member(run), findings.member(run, withheld=True)}
    assert asked(run, "") == everything
    assert SelectionForm(QueryDict(""), run=run).selection() == Selection()


def test_one_theme_or_those_in_none(run: AnalysisRun, bus: Cluster) -> None:
    first = findings.member(run, cluster=bus)
    second = findings.member(run, cluster=bus, copy_of=first)
    lone = findings.member(run)
    findings.member(run, withheld=True)
    assert bus.theme
    assert asked(run, f"theme={bus.theme.stable_id}") == {first, second}
    assert asked(run, "theme=none") == {lone}
    assert asked(run, f"theme={bus.theme.stable_id}&copies=no") == {first}
    assert asked(run, "copies=yes") == {second}


def test_a_merged_theme_leads_to_the_one_it_was_merged_into(run: AnalysisRun, bus: Cluster) -> None:
    other = findings.cluster(run, label="バス停")
    assert other.theme
    assert bus.theme
    first, second = findings.member(run, cluster=bus), findings.member(run, cluster=other)
    other.theme.merged_into = bus.theme
    other.theme.save()
    assert asked(run, f"theme={other.theme.stable_id}") == {first, second}


def test_the_author_s_own_stance_comes_before_the_wording_s(run: AnalysisRun) -> None:
    own = findings.member(run, stance="request", opinion={"stance": Opinion.Stance.OPPOSE})
    read = findings.member(run, stance="request")
    silent = findings.member(run)
    assert asked(run, "stance=oppose") == {own}
    assert asked(run, "stance=request") == {read}
    assert asked(run, "stance=none") == {silent}
    assert asked(run, "stance=none&stance=request") == {silent, read}


def test_channel_and_answers_narrow_together(run: AnalysisRun) -> None:
    east = findings.member(run, opinion={"channel": "fax", "attributes": {"地区": "東", "年代": "60代"}})
    west = findings.member(run, opinion={"channel": "fax", "attributes": {"地区": "西", "年代": "60代"}})
    findings.member(run, opinion={"channel": "web", "attributes": {"地区": "東"}})
    assert asked(run, "channel=fax&about=地区: 東") == {east}
    assert asked(run, "about=地区: 東&about=地区: 西&about=年代: 60代") == {east, west}
    assert answers_about(run) == [("地区", ["東", "西"]), ("年代", ["60代"])]


def test_both_days_belong_to_the_selection(run: AnalysisRun) -> None:
    early = findings.member(run, opinion={"at": NOW - timedelta(days=3)})
    late = findings.member(run, opinion={"at": NOW})
    day, before = date(2026, 11, 20), date(2026, 11, 17)
    assert asked(run, f"since={day}") == {late}
    assert asked(run, f"until={before}") == {early}
    assert asked(run, f"since={before}&until={day}") == {early, late}


def test_words_of_two_characters_are_found_in_any_spelling(run: AnalysisRun) -> None:
    bus = findings.member(run, text="ﾊﾞｽ停に屋根をつけてください。")
    findings.member(run, text="公園に木陰がほしいです。")
    indexing.rebuild()
    assert asked(run, "q=屋根") == {bus}
    assert asked(run, "q=バス停 屋根") == {bus}
    assert asked(run, "q=駐輪") == set()


def test_few_but_distinct_themes_can_be_chosen(run: AnalysisRun, bus: Cluster) -> None:
    small = findings.cluster(run, label="手話", is_distinct=True)
    sign = findings.member(run, cluster=small)
    findings.member(run, cluster=bus)
    assert asked(run, "distinct=on") == {sign}


def test_a_quotation_lists_those_it_speaks_for_and_the_rest_are_listed_too(
    run: AnalysisRun, bus: Cluster
) -> None:
    first = findings.member(run, cluster=bus, spoken_for_by=0)
    second = findings.member(run, cluster=bus, spoken_for_by=0)
    third = findings.member(run, cluster=bus)
    findings.quotation(bus, first)
    assert asked(run, f"quotation={bus.number}.0") == {first, second}
    assert asked(run, "quotation=none") == {third}
    Opinion.objects.filter(pk=first.revision.opinion_id).update(hidden_at=NOW)
    assert asked(run, "quotation=none") == {second, third}


@pytest.mark.parametrize(
    "query",
    [
        *(
            "theme=x",
            "theme=%00",
            "state=x",
            "stance=x",
            "channel=%00",
            "about=x",
            "since=x",
            "since=0001-01-01",
        ),
        *("until=9999-12-31", "q=%00", "q=%22", "q=" + "あ" * 900, "quotation=x", "quotation=1.", "copies=x"),
    ],
)
def test_what_makes_no_sense_is_left_out(run: AnalysisRun, query: str) -> None:
    member = findings.member(run)
    assert asked(run, query) <= {member}


def test_a_wrong_order_of_days_is_named(run: AnalysisRun) -> None:
    form = SelectionForm(QueryDict("since=2026-11-20&until=2026-11-19"), run=run)
    assert form.selection() == Selection(since=date(2026, 11, 20))
    assert list(form.errors) == ["until"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["theme", "copy", "alone", "withheld"]),
            st.sampled_from(["", *STANCES]),
            st.sampled_from(Opinion.Channel.values),
            st.booleans(),
        ),
        max_size=8,
    ),
    st.sampled_from(
        ["", "channel=web", "copies=no", "copies=yes", "stance=agree&stance=none", "distinct=on"]
    ),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_parts_of_any_selection_add_up_to_it(made: list[tuple[str, str, str, bool]], query: str) -> None:
    with transaction.atomic():
        run = findings.run(factories.closed_consultation())
        cluster = findings.cluster(run, is_distinct=True)
        first = findings.member(run, cluster=cluster)
        for place, stance, channel, hidden in made:
            findings.member(
                run,
                cluster=cluster if place in ("theme", "copy") else None,
                copy_of=first if place == "copy" else None,
                withheld=place == "withheld",
                stance=stance,
                opinion={"channel": channel, "hidden_at": NOW if hidden else None},
            )
        _adds_up(run, query)
        transaction.set_rollback(True)


def _adds_up(run: AnalysisRun, query: str) -> None:
    whole = asked(run, query)
    for field, values in PARTITIONS.items():
        if f"{field}=" in query:
            continue
        parts = [asked(run, f"{query}&{field}={value}") for value in values]
        assert sum(map(len, parts)) == len(whole)
        assert set().union(*parts) == whole
    places = [place for place in places_of(run) if place.key in {member.pk for member in whole}]
    counted = selected(run=run, selection=SelectionForm(QueryDict(query), run=run).selection())
    assert totals(places) == counted.totals()
    assert sizes(places) == [ThemeSize(**size) for size in counted.sizes_by_theme()]  # type: ignore[typeddict-item]
