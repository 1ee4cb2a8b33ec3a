"""Calendars and feeds: public things alone, readable by the programs of others."""

from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from icalendar import Calendar

from accounts.models import User
from consultations.models import Consultation
from consultations.services.setup import rules
from tests import factories
from tests.consultations.following.material import CANARY
from tests.consultations.test_queries import assert_steady
from tests.factories import DAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ATOM = "{http://www.w3.org/2005/Atom}"


def events(client: Client, path: str) -> list[dict[str, object]]:
    answer = client.get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    read = Calendar.from_ical(answer.content)
    return [dict(event) for event in read.walk("VEVENT")]


def entries(client: Client, path: str) -> list[ET.Element]:
    answer = client.get(path)
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    return ET.fromstring(answer.content).findall(f"{ATOM}entry")  # noqa: S314 - our own


def titles(client: Client, path: str) -> list[str]:
    return [entry.findtext(f"{ATOM}title") or "" for entry in entries(client, path)]


def test_the_calendar_of_a_consultation_has_its_phases_with_japanese_time(
    client: Client, consultation: Consultation
) -> None:
    found = events(client, "/consultations/waterfront/calendar.ics")
    assert [str(event["SUMMARY"]) for event in found] == [
        "海辺の使い方: 意見の受付",
        "海辺の使い方: 検討",
        "海辺の使い方: 結果の公表",
    ]
    first = found[0]
    assert first["DTSTART"].dt == consultation.opens_at()  # type: ignore[attr-defined]
    assert first["DTEND"].dt == consultation.closes_at()  # type: ignore[attr-defined]
    assert first["DTSTART"].dt.tzinfo.key == "Asia/Tokyo"  # type: ignore[attr-defined]
    assert str(first["URL"]) == "http://testserver/consultations/waterfront/"
    assert b"BEGIN:VTIMEZONE" in client.get("/consultations/waterfront/calendar.ics").content


def test_an_extended_deadline_is_the_same_event_with_a_higher_number(
    client: Client, consultation: Consultation, planner: User
) -> None:
    path = "/consultations/waterfront/calendar.ics"
    before = events(client, path)[0]
    phase = consultation.phases.get(kind="collect")
    consultation.phases.exclude(pk=phase.pk).delete()
    rules.extend(phase=phase, ends_at=phase.ends_at + 5 * DAY, reason="延長", planner=planner, now=NOW)
    after = events(client, path)[0]
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTEND"].dt > before["DTEND"].dt  # type: ignore[attr-defined]


def test_the_calendar_of_all_and_the_feed_leave_out_what_is_not_published(
    client: Client, consultation: Consultation
) -> None:
    factories.consultation(title=CANARY, slug="hidden", published_at=None)
    assert CANARY not in client.get("/consultations/calendar.ics").content.decode()
    assert len(events(client, "/consultations/calendar.ics")) == 3
    assert titles(client, "/consultations/feed.atom") == ["海辺の使い方"]
    for name in ("calendar.ics", "proposals.atom", "comments.atom"):
        assert client.get(f"/consultations/hidden/{name}").status_code == 404


def test_text_with_commas_and_line_breaks_survives_the_calendar(client: Client) -> None:
    factories.consultation(slug="odd", title="道路, 橋; 川\\", question="一行目\n二行目, です。")
    first = events(client, "/consultations/odd/calendar.ics")[0]
    assert str(first["SUMMARY"]).startswith("道路, 橋; 川\\:")
    assert str(first["DESCRIPTION"]) == "一行目\n二行目, です。"


def test_proposals_and_comments_have_a_feed_each(client: Client, consultation: Consultation) -> None:
    factories.proposal(consultation, title="木陰を増やす", author=factories.user(display_name="海野"))
    factories.comment(consultation, text="賛成です。")
    (entry,) = entries(client, "/consultations/waterfront/proposals.atom")
    assert entry.findtext(f"{ATOM}title") == "木陰を増やす"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "海野"
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.attrib["href"].startswith("http://testserver/opinions/")
    published = entry.findtext(f"{ATOM}published") or ""
    assert datetime.fromisoformat(published).astimezone(UTC) == NOW
    assert [entry.findtext(f"{ATOM}summary") for entry in entries(client, COMMENTS)] == ["<p>賛成です。</p>"]


COMMENTS = "/consultations/waterfront/comments.atom"


@pytest.mark.parametrize("state", ["hidden_at", "withdrawn_at", "held_until"])
def test_what_is_not_public_stands_in_no_feed(client: Client, consultation: Consultation, state: str) -> None:
    unseen: dict[str, Any] = {state: NOW}
    factories.comment(consultation, text=CANARY, **unseen)
    factories.proposal(consultation, title=CANARY, **unseen)
    factories.proposal(consultation, title=CANARY, published=False)
    for name in ("comments", "proposals"):
        assert CANARY not in client.get(f"/consultations/waterfront/{name}.atom").content.decode()


def test_control_characters_of_old_files_do_not_break_the_feed(
    client: Client, consultation: Consultation
) -> None:
    factories.comment(consultation, text="前\x0b後\x01 <b>&</b>")
    assert "前後" in client.get(COMMENTS).content.decode()


def test_what_looks_like_markup_arrives_as_words(client: Client, consultation: Consultation) -> None:
    factories.comment(consultation, text="<script>a & b</script>\n\n二段落目")
    (entry,) = entries(client, COMMENTS)
    summary = entry.find(f"{ATOM}summary")
    assert summary is not None
    assert summary.attrib["type"] == "html"
    assert summary.text == "<p>&lt;script&gt;a &amp; b&lt;/script&gt;</p>\n\n<p>二段落目</p>"


def test_every_feed_and_entry_has_what_atom_asks_for(
    client: Client, consultation: Consultation, planner: User
) -> None:
    factories.proposal(consultation)
    factories.comment(consultation)
    paths = ["/consultations/feed.atom", COMMENTS, "/consultations/waterfront/proposals.atom"]
    feeds = [ET.fromstring(client.get(path).content) for path in paths]  # noqa: S314 - our own
    assert [feed.findtext(f"{ATOM}id") for feed in feeds] == [f"http://testserver{path}" for path in paths]
    for feed in feeds:
        assert feed.findtext(f"{ATOM}author/{ATOM}name")
        for part in (feed, *feed.findall(f"{ATOM}entry")):
            assert part.findtext(f"{ATOM}updated")


def test_an_extended_deadline_is_a_change_in_the_feed(
    client: Client, consultation: Consultation, planner: User
) -> None:
    phase = consultation.phases.get(kind="collect")
    consultation.phases.exclude(pk=phase.pk).delete()
    (before,) = entries(client, "/consultations/feed.atom")
    assert "締切：2026年11月30日（月）17:00" in (before.findtext(f"{ATOM}summary") or "")
    rules.extend(phase=phase, ends_at=phase.ends_at + 5 * DAY, reason="延長", planner=planner, now=NOW)
    (after,) = entries(client, "/consultations/feed.atom")
    assert after.findtext(f"{ATOM}id") == before.findtext(f"{ATOM}id")
    assert datetime.fromisoformat(after.findtext(f"{ATOM}updated") or "") == NOW
    assert "締切：2026年12月5日（土）17:00" in (after.findtext(f"{ATOM}summary") or "")


def test_feeds_take_steady_queries(client: Client, consultation: Consultation) -> None:
    assert_steady(client, COMMENTS, lambda: factories.comment(consultation), 6)
    assert_steady(client, "/consultations/feed.atom", factories.consultation, 4)
    assert_steady(client, "/consultations/calendar.ics", factories.consultation, 5)


def test_the_list_of_consultations_leads_to_calendar_and_feed(client: Client, db: None) -> None:
    page = client.get("/consultations/").content.decode()
    assert 'rel="alternate"' in page
    for address in ("/consultations/calendar.ics", "/consultations/feed.atom", "/my/following/"):
        assert address in page
