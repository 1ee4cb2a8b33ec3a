"""The staff's lists lead to every tool, and nobody to what they may not do."""

import pytest
from django.test import Client

from accounts.policy import Role
from consultations.models import Consultation
from tests import factories
from tests.consultations.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = "/staff/consultations/"
PLANNERS_ONLY = ["new/", "templates/", "/staff/sorting/areas/", "/staff/targets/", "/staff/archives/"]


def test_what_has_no_title_yet_is_listed_by_its_address_and_as_not_published(
    desk: Client, begun: Consultation
) -> None:
    Consultation.objects.filter(pk=begun.pk).update(title="")
    page = desk.get(LIST).content.decode()
    assert 'href="/staff/consultations/green/">green</a>' in page
    assert "未公開" in page
    page = desk.get(f"{LIST}green/").content.decode()
    assert "未公開" in page
    assert "受付予定" not in page
    assert "準備を続ける" in page


@pytest.mark.parametrize(("role", "is_shown"), [(Role.PLANNER, True), (Role.MODERATOR, False)])
@pytest.mark.parametrize("place", PLANNERS_ONLY)
def test_the_list_leads_planners_to_their_tools(role: Role, place: str, *, is_shown: bool) -> None:
    factories.consultation()
    page = signed_in(factories.user(role)).get(LIST).content.decode()
    assert (f'{place}"' in page) == is_shown
    assert "/staff/jobs/" in page


def test_moderators_are_led_to_nothing_that_is_refused_to_them() -> None:
    made = factories.idea_collection(slug="green")
    client = signed_in(factories.user(Role.MODERATOR))
    for page in (LIST, f"{LIST}{made.slug}/", "/staff/"):
        html = client.get(page).content.decode()
        for link in {part.split('"')[0] for part in html.split('href="/staff/')[1:]}:
            assert client.get(f"/staff/{link}").status_code == 200, link


def test_the_first_page_of_the_office_names_the_tools(desk: Client) -> None:
    page = desk.get("/staff/").content.decode()
    for place in (LIST, f"{LIST}new/", f"{LIST}templates/", "/staff/notices/", "/staff/jobs/"):
        assert f'href="{place}"' in page
