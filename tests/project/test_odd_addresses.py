"""Whatever stands in an address, the answer is a page or a refusal, on every database."""

import pytest
from django.test import Client

from accounts.policy import Role
from consultations.models import Opinion
from tests import factories

BIG = "9" * 23
NUL = "%00"
LISTS = (
    "/consultations/",
    "/consultations/{slug}/",
    "/consultations/{slug}/sections/1/",
    "/consultations/{slug}/proposals/",
    "/opinions/{receipt}/history/",
    "/opinions/{receipt}/revisions/1/",
    "/my/opinions/",
    "/faq/",
    "/staff/jobs/",
    "/staff/moderation/",
    "/staff/faq/",
    "/staff/consultations/{slug}/analysis/",
)
QUERIES = (
    *(
        f"{name}={value}"
        for name in ("page", "theme", "run", "parent")
        for value in ("x", "-1", BIG, NUL, "²")
    ),
    *(f"{name}={NUL}" for name in ("sort", "state", "stage", "show", "q", "field", "view", "consultation")),
    f"start={BIG}&end={BIG}",
    "start=9&end=2",
    "q=%25_%25",
    "q=%ED%A0%80",
)
ADDRESSES = (
    f"/comments/{BIG}/",
    f"/threads/{BIG}/comments/new/",
    f"/consultations/{{slug}}/proposals/{BIG}/",
    f"/consultations/{NUL}/",
    f"/consultations/{{slug}}/sections/{NUL}/",
    f"/opinions/{NUL}/",
    f"/opinions/{{receipt}}/revisions/{BIG}/",
    f"/staff/jobs/{BIG}/",
    f"/staff/faq/publications/{BIG}/",
    f"/faq/{NUL}/",
)


@pytest.fixture
def administrator() -> Client:
    client = Client()
    client.force_login(factories.user(Role.ADMINISTRATOR))
    return client


@pytest.fixture
def a_commented_plan() -> Opinion:
    plan = factories.consultation()
    factories.document(plan)
    return factories.comment(plan).opinion


@pytest.mark.django_db
def test_no_query_string_breaks_a_list(administrator: Client, a_commented_plan: Opinion) -> None:
    for path in LISTS:
        for query in QUERIES:
            assert _status(administrator, f"{path}?{query}", a_commented_plan) < 500, (path, query)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_of_nothing_is_not_found(
    administrator: Client, a_commented_plan: Opinion, address: str
) -> None:
    assert _status(administrator, address, a_commented_plan) == 404


def _status(client: Client, path: str, opinion: Opinion) -> int:
    return client.get(path.format(slug=opinion.consultation.slug, receipt=opinion.receipt)).status_code
