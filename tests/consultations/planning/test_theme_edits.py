import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.policy import Role
from consultations.models import Consultation, Theme, ThemeAssignment
from consultations.services.planning.decisions import themes
from consultations.views.themes.reading import ThemeRow
from tests import factories
from tests.consultations.planning.material import analysed, text
from tests.factories import NOW

pytestmark = pytest.mark.django_db

URL = "/staff/consultations/plan/analysis/"


def test_renaming_is_recorded_and_shown(desk: Client, filled: Consultation) -> None:
    theme = analysed(filled).clusters.earliest("number").theme
    assert theme
    url = f"/staff/consultations/plan/themes/{theme.stable_id}/rename/"
    assert desk.post(url, {"label": "地域の足"}).status_code == 302
    assert "地域の足" in text(desk.get(URL))
    event = AuditEvent.objects.get(action="theme.rename")
    assert event.details["to"] == "地域の足"
    desk.post(url, {"label": "長" * 61})
    theme.refresh_from_db()
    assert theme.label == "地域の足"
    desk.post(url, {"label": ""})
    theme.refresh_from_db()
    assert theme.label == theme.found_label


def test_merging_counts_both_under_one_and_can_be_undone(desk: Client, filled: Consultation) -> None:
    analysed(filled)
    rows = _rows(desk)
    first, second = rows[0], rows[1]
    url = f"/staff/consultations/plan/themes/{second.theme.stable_id}/"
    response = desk.post(f"{url}merge/", {"theme": str(first.theme.stable_id)})
    assert response.headers["Location"].endswith(str(first.theme.stable_id))
    merged = desk.get(URL).context["rows"]
    assert len(merged) == len(rows) - 1
    both = next(row for row in merged if row.theme == first.theme)
    assert both.size["opinions"] == first.size["opinions"] + second.size["opinions"]
    desk.post(f"{url}take-apart/")
    assert len(desk.get(URL).context["rows"]) == len(rows)


def test_a_merge_outlives_a_new_run_and_merges_stay_one_deep(filled: Consultation, planner: User) -> None:
    run = analysed(filled)
    one, two, three = [cluster.theme for cluster in run.clusters.order_by("number")[:3]]
    assert one
    assert two
    assert three
    themes.merge(theme=three, into=two, decided_by=planner, now=NOW)
    themes.merge(theme=two, into=one, decided_by=planner, now=NOW)
    assert set(Theme.objects.filter(merged_into=one)) == {two, three}
    again = analysed(filled, key="two")
    held = {size["standing_theme"] for size in again.memberships.all().sizes_by_theme()}
    assert one.pk in held
    assert not held & {two.pk, three.pk}
    with pytest.raises(themes.MergedAwayError):
        themes.merge(theme=three, into=one, decided_by=planner, now=NOW)


def test_a_moved_opinion_stands_where_the_person_put_it(desk: Client, filled: Consultation) -> None:
    run = analysed(filled)
    rows = _rows(desk)
    moved = run.memberships.exclude(cluster__theme=rows[0].theme).earliest("pk").revision.opinion
    url = f"/staff/consultations/plan/opinions/{moved.receipt}/move/"
    assert moved.words.text in text(desk.get(url))
    back = f"{URL}?state=no_theme"
    response = desk.post(url, {"theme": str(rows[0].theme.stable_id), "back": back})
    assert response.headers["Location"] == back
    place = run.memberships.all().with_standing().get(revision__opinion=moved)
    assert (place.standing, place.standing_theme) == ("in_theme", rows[0].theme.pk)
    desk.post(url, {"theme": "none"})
    place = run.memberships.all().with_standing().get(revision__opinion=moved)
    assert (place.standing, place.standing_theme) == ("no_theme", None)
    desk.post(url, {"theme": "found"})
    assert not ThemeAssignment.objects.exists()
    assert AuditEvent.objects.filter(action="opinion.move").count() == 3


def test_moving_needs_a_theme_of_this_consultation(desk: Client, filled: Consultation) -> None:
    analysed(filled)
    stranger = Theme.objects.create(consultation=factories.consultation(), created_at=NOW)
    opinion = filled.opinions.earliest("pk")
    url = f"/staff/consultations/plan/opinions/{opinion.receipt}/move/"
    assert desk.post(url, {"theme": str(stranger.stable_id)}).status_code == 422
    assert desk.post(url, {}).status_code == 422


def test_the_way_back_never_leads_off_the_site(desk: Client, filled: Consultation) -> None:
    analysed(filled)
    opinion = filled.opinions.earliest("pk")
    url = f"/staff/consultations/plan/opinions/{opinion.receipt}/move/"
    for back in ("https://example.org/", "//example.org/staff/", "javascript:alert(1)", "/logout/"):
        assert desk.post(url, {"theme": "none", "back": back}).headers["Location"] == URL


def test_a_moderator_reads_but_does_not_decide(client: Client, filled: Consultation) -> None:
    theme = analysed(filled).clusters.earliest("number").theme
    assert theme
    client.force_login(factories.user(Role.MODERATOR))
    page = text(client.get(URL, {"theme": str(theme.stable_id)}))
    assert "/rename/" not in page
    assert client.post(f"{URL}start/").status_code == 403
    rename = f"/staff/consultations/plan/themes/{theme.stable_id}/rename/"
    assert client.post(rename, {"label": "x"}).status_code == 403
    assert client.post(f"{URL}publish/", {"run": "1"}).status_code == 403


def _rows(desk: Client) -> list[ThemeRow]:
    rows: list[ThemeRow] = desk.get(URL).context["rows"]
    return rows
