"""P14. Whatever is searched, filtered or sorted for: the answer is a page, with nothing one may not see."""

from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.policy import Role
from consultations.models import Consultation, Opinion
from tests import factories

PLACES = (
    "/consultations/",
    "/consultations/{slug}/",
    "/consultations/{slug}/proposals/",
    "/consultations/{slug}/proposals/similar/",
    "/consultations/{slug}/sections/1.1/",
    "/consultations/{slug}/numbers/",
    "/opinions/{receipt}/history/",
    "/search/",
    "/numbers/",
    "/moderation-log/",
    "/my/opinions/",
    "/my/suspension/",
    "/my/notifications/",
    "/faq/",
    "/chat/",
    "/staff/",
    "/staff/consultations/",
    "/staff/consultations/{slug}/",
    "/staff/consultations/{slug}/analysis/",
    "/staff/consultations/{slug}/held/",
    "/staff/jobs/",
    "/staff/moderation/",
    "/staff/reports/",
    "/staff/held/",
    "/staff/suspensions/",
    "/staff/abuse-list/",
    "/staff/notices/",
    "/staff/targets/",
    "/staff/faq/",
)
NAMES = (
    "q",
    "page",
    "sort",
    "order",
    "show",
    "state",
    "kind",
    "stage",
    "consultation",
    "area",
    "field",
    "title",
    "text",
    "parent",
    "theme",
    "run",
    "view",
    "from",
    "to",
    "start",
    "end",
    "status",
)
LURES = (
    "%",
    "_",
    "%_%",
    "\x00",
    "\x00a",
    "\ud800",
    "a\udfffb",
    "'",
    '"',
    "' OR '1'='1",
    "1; DROP TABLE consultations_opinion; --",
    '") UNION SELECT password FROM accounts_user --',
    "1 AND SLEEP(5)",
    "$$; SELECT pg_sleep(5); --",
    "\\",
    "*",
    "NEAR(a b)",
    'a" AND "b',
    "a & !b | <->",
    "-1",
    "²",
    "9" * 40,
    "1e309",
    "NaN",
    "ＮＵＬＬ",
    "../../etc/passwd",
    "{{7*7}}",
    "%00",
    "\u202e",
    "‱" * 300,
    "あ" * 5_000,
)
values = st.one_of(st.sampled_from(LURES), st.text(st.characters(), max_size=30))
queries = st.lists(st.tuples(st.sampled_from(NAMES), values), min_size=1, max_size=4)


@pytest.fixture
def administrator() -> Client:
    client = Client()
    client.force_login(factories.user(Role.ADMINISTRATOR))
    return client


@pytest.fixture
def plan() -> Opinion:
    consultation = factories.idea_collection(slug="plan")
    factories.document(consultation)
    factories.proposal(consultation)
    return factories.comment(consultation, text="木陰のある道").opinion


def address(place: str, opinion: Opinion, pairs: list[tuple[str, str]]) -> str:
    """Lone surrogates go over the wire as the three bytes that a careless program would send."""
    query = "&".join(f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in pairs)
    return f"{place.format(slug=opinion.consultation.slug, receipt=opinion.receipt)}?{query}"


@pytest.mark.django_db
@pytest.mark.parametrize("place", PLACES)
def test_every_list_is_there_to_be_tried(administrator: Client, plan: Opinion, place: str) -> None:
    assert administrator.get(address(place, plan, [("page", "1")])).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("lure", LURES, ids=ascii)
def test_no_known_lure_breaks_a_list(administrator: Client, plan: Opinion, lure: str) -> None:
    everywhere = [(name, lure) for name in NAMES]
    for place in PLACES:
        status = administrator.get(address(place, plan, everywhere)).status_code
        assert status < 500, place


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(PLACES), pairs=queries)
def test_no_mixture_breaks_a_list(
    administrator: Client, plan: Opinion, place: str, pairs: list[tuple[str, str]]
) -> None:
    assert administrator.get(address(place, plan, pairs)).status_code < 500


@pytest.mark.django_db
@pytest.mark.parametrize("lure", [*LURES, "木陰%", "木_", "木陰' OR '1'='1"], ids=ascii)
def test_a_lure_finds_nothing_that_is_not_there(plan: Opinion, lure: str) -> None:
    unpublished = factories.consultation(title="内部の検討", published_at=None)
    factories.comment(unpublished, text="内部の意見です")
    hidden = factories.comment(plan.consultation, text="隠された言葉", hidden_at=factories.NOW)
    page = Client().get(address("/search/", plan, [("q", lure)])).content.decode()
    assert "内部の" not in page
    assert hidden.opinion.words.text not in page
    assert Consultation.objects.count() == 2
