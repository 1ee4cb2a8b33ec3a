"""Areas and fields of policy: kept in order, retired and never deleted, offered where things are sorted."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.policy import Role
from consultations.models import Area, Consultation, PolicyField
from consultations.services.setup import taxonomy
from consultations.services.setup.taxonomy import NotAnOutline
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.setup_guide.conftest import queries
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SQUARE = {"type": "Polygon", "coordinates": [[[134.0, 34.3], [134.1, 34.3], [134.1, 34.4], [134.0, 34.3]]]}


@pytest.mark.parametrize(("sort", "model"), [("areas", Area), ("policy-fields", PolicyField)])
def test_entries_are_added_renamed_ordered_and_retired_on_record(
    desk: Client, sort: str, model: type[Area] | type[PolicyField]
) -> None:
    url = f"/staff/sorting/{sort}/"
    for name in ("浜", "山"):
        assert desk.post(url, {"name": name}).status_code == 302
    assert desk.post(url, {"name": "浜"}).status_code == 422
    assert desk.post(url, {"name": ""}).status_code == 422
    first, second = model._default_manager.all()
    desk.post(f"{url}{second.pk}/act/", {"wish": "up"})
    assert [one.name for one in model._default_manager.all()] == ["山", "浜"]
    desk.post(f"{url}{first.pk}/", {"name": "浜手"})
    desk.post(f"{url}{second.pk}/act/", {"wish": "retire"})
    assert [one.name for one in model._default_manager.filter(retired_at=None)] == ["浜手"]
    desk.post(f"{url}{second.pk}/act/", {"wish": "bring_back"})
    assert model._default_manager.filter(retired_at=None).count() == 2
    acts = [event.action.split(".")[1] for event in AuditEvent.objects.all()]
    assert acts == ["add", "add", "move_up", "change", "retire", "bring_back"]


@pytest.mark.parametrize(
    "written",
    [
        SQUARE,
        {"type": "Feature", "properties": {}, "geometry": SQUARE},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": SQUARE}]},
    ],
)
def test_an_outline_is_taken_from_a_geometry_a_feature_or_a_collection(written: dict[str, Any]) -> None:
    assert taxonomy.outline_of(json.dumps(written)) == SQUARE
    assert taxonomy.outline_of(" ") is None


@pytest.mark.parametrize(
    "written",
    [
        "x",
        "[]",
        "1",
        '{"type": "Point", "coordinates": [134, 34]}',
        '{"type": "Polygon", "coordinates": [[[13400000, 34]]]}',
        '{"type": "Polygon", "coordinates": [["<script>", 1]]}',
        '{"type": "Polygon", "coordinates": []}',
        '{"type": "FeatureCollection", "features": []}',
        "[" * 90_000,
    ],
)
def test_what_is_no_outline_is_refused(desk: Client, written: str) -> None:
    with pytest.raises(NotAnOutline):
        taxonomy.outline_of(written)
    assert desk.post("/staff/sorting/areas/", {"name": "浜", "outline": written}).status_code == 422


def test_a_retired_area_stays_where_it_is_and_is_offered_no_more(desk: Client, begun: Consultation) -> None:
    kept, gone = (Area.objects.create(name=name, retired_at=NOW) for name in ("浜", "山"))
    begun.areas.add(kept)
    page = desk.get("/staff/consultations/green/setup/sorting/").content.decode()
    assert kept.name in page
    assert gone.name not in page


def test_consultations_are_sorted_and_filtered_by_area_and_field(client: Client, desk: Client) -> None:
    area, other = Area.objects.create(name="浜"), Area.objects.create(name="山")
    field = PolicyField.objects.create(name="みどり")
    here, elsewhere, whole = (factories.consultation(title=title) for title in ("浜の話", "山の話", "市の話"))
    here.areas.add(area)
    elsewhere.areas.add(other)
    here.policy_fields.add(field)

    def listed(query: str) -> set[str]:
        page = client.get(f"/consultations/{query}").content.decode()
        return {title for title in (here.title, elsewhere.title, whole.title) if title in page}

    assert listed("") == {"浜の話", "山の話", "市の話"}
    assert listed(f"?area={area.pk}") == {"浜の話", "市の話"}
    assert listed(f"?field={field.pk}") == {"浜の話"}
    assert listed("?area=nonsense&field=0") == {"浜の話", "山の話", "市の話"}
    assert f"area={area.pk}" in client.get(f"/consultations/?area={area.pk}").content.decode()


def test_the_list_takes_the_same_queries_however_many(desk: Client) -> None:
    Area.objects.create(name="浜")
    few = queries(desk, "/staff/sorting/areas/")
    Area.objects.bulk_create(Area(name=f"地区{n}", position=n) for n in range(12))
    assert queries(desk, "/staff/sorting/areas/") == few


@pytest.mark.parametrize(
    ("role", "status"), [(None, 302), (Role.RESIDENT, 403), (Role.MODERATOR, 403), (Role.PLANNER, 200)]
)
def test_only_planners_keep_the_lists(role: Role | None, status: int) -> None:
    person: User | None = factories.user(role) if role else None
    for address in ("/staff/sorting/areas/", f"/staff/sorting/areas/{Area.objects.create(name='浜').pk}/"):
        assert signed_in(person).get(address).status_code == status


def test_an_unknown_list_does_not_exist(desk: Client) -> None:
    assert desk.get("/staff/sorting/nonsense/").status_code == 404


def test_what_is_sorted_under_an_area_is_counted_once_each(desk: Client) -> None:
    area = Area.objects.create(name="浜")
    for slug in ("one", "two"):
        made = factories.consultation(slug=slug)
        made.areas.add(area)
        for _ in range(3):
            opinion = factories.comment(made).opinion
            type(opinion).objects.filter(pk=opinion.pk).update(area=area)
    assert "意見募集 2件、意見 6件" in desk.get("/staff/sorting/areas/").content.decode()
