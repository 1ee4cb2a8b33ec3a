"""Preview links: for seven days, for whoever has them, for reading only."""

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from consultations.models import Consultation, PreviewLink
from consultations.services.setup import blueprints, guiding, previews
from tests.consultations.conftest import signed_in
from tests.consultations.setup_guide.conftest import queries
from tests.factories import DAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DESK = "/staff/consultations/green/preview/"


@pytest.fixture
def url(complete: Consultation, planner: User) -> str:
    link = previews.make(consultation=complete, planner=planner, now=NOW)
    return f"/preview/{previews.token_of(link)}/"


def test_whoever_has_the_link_reads_page_and_sections_without_an_account(client: Client, url: str) -> None:
    page = client.get(url)
    assert "公開前の確認用ページです" in page.content.decode()
    section = client.get(f"{url}sections/1.2/")
    assert "木を50本植える" in section.content.decode()
    for answer in (page, section):
        assert "公開前の確認用ページです" in answer.content.decode()
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(f"{url}sections/9/").status_code == 404


def test_nothing_can_be_sent_through_the_link(client: Client, url: str, yui: User) -> None:
    for who in (client, signed_in(yui)):
        for address in (url, f"{url}sections/1.2/"):
            assert who.post(address, {"text": "x"}).status_code == 405
            forms = who.get(address).content.decode().split("<main")[1].split("</main>")[0]
            assert "<form" not in forms
        assert who.get("/consultations/green/").status_code == 404


@pytest.mark.parametrize("end", ["x", "", ":"])
def test_a_link_that_was_changed_opens_nothing(client: Client, url: str, end: str) -> None:
    token = url.split("/")[2]
    assert client.get(f"/preview/{token[:-1]}{end}/").status_code == 404
    assert client.get(f"/preview/{token.split(':')[0]}/").status_code == 404


def test_a_link_works_for_seven_days(client: Client, url: str, clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + 7 * DAY - DAY / 1440)
    assert client.get(url).status_code == 200
    clock.move_to(NOW + 7 * DAY)
    assert client.get(url).status_code == 404


def test_a_link_that_was_taken_back_opens_nothing(client: Client, desk: Client, url: str) -> None:
    assert url in desk.get(DESK).content.decode()
    desk.post(f"{DESK}{PreviewLink.objects.get().pk}/revoke/")
    assert client.get(url).status_code == 404
    assert client.get(f"{url}sections/1.2/").status_code == 404
    assert url not in desk.get(DESK).content.decode()


def test_after_publication_the_link_leads_to_the_real_page(
    client: Client, url: str, complete: Consultation, planner: User, clock: time_machine.Traveller
) -> None:
    guiding.publish(consultation=complete, planner=planner, now=NOW)
    clock.move_to(NOW + 30 * DAY)
    assert client.get(url).headers["location"] == "/consultations/green/"
    assert client.get(f"{url}sections/1.2/").headers["location"] == "/consultations/green/sections/1.2/"


def test_links_are_made_for_unpublished_consultations_only(desk: Client, published: Consultation) -> None:
    desk.post(DESK)
    assert not PreviewLink.objects.exists()


def test_the_list_of_links_takes_the_same_queries_however_many(
    desk: Client, complete: Consultation, planner: User
) -> None:
    counts = []
    for many in (1, 9):
        for _ in range(many):
            previews.make(consultation=complete, planner=planner, now=NOW)
        counts.append(queries(desk, DESK))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("kind", "words"), [("question", "使ったことがない"), ("one_by_one", "早く進めてほしい")]
)
def test_a_preview_shows_what_people_will_answer(
    client: Client, planner: User, kind: str, words: str
) -> None:
    content = blueprints.shipped_for(kind)[0].content
    made = blueprints.start_from(kind=kind, content=content, planner=planner, now=NOW)
    link = previews.make(consultation=made, planner=planner, now=NOW)
    assert words in client.get(f"/preview/{previews.token_of(link)}/").content.decode()
