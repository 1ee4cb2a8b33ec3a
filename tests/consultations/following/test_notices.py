"""Notices by attributes: agreed to, taken back, counted roughly, sent once, never naming anybody."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.policy import Role
from consultations.models import Area, AudienceProfile, Frequency, Notice, Notification, PolicyField
from consultations.services.following import notices, notifications
from consultations.services.following.notices import Audience
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.following.material import round_at, wish
from tests.consultations.test_queries import assert_steady
from tests.factories import DAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PAGE, DESK, NEW = "/my/notices/", "/staff/notices/", "/staff/notices/new/"


@pytest.fixture
def harbour(db: None) -> Area:
    return Area.objects.create(name="港区域")


@pytest.fixture
def safety(db: None) -> PolicyField:
    return PolicyField.objects.create(name="防災")


def agreed(number: int = 1, **said: Any) -> list[User]:
    people = [factories.user() for _ in range(number)]
    for person in people:
        notices.agree(person=person, now=NOW, **({"area": None, "age_band": "", "interests": []} | said))
    return people


def written(**more: object) -> dict[str, object]:
    return {"title": "避難訓練のお知らせ", "body": "12月6日に行います。", "form_key": "k", **more}


def send(planner: User, audience: Audience, key: str = "k") -> Notice:
    return notices.send(
        title="避難訓練", body="12月6日です。", audience=audience, form_key=key, planner=planner, now=NOW
    )


def press_send(client: Client, **choice: object) -> int:
    """As on the page: read how many it would reach, then send. Returns the last status."""
    seen = client.post(NEW, written(wish="reach", **choice)).context["checked_for"]
    return client.post(NEW, written(wish="send", checked_for=seen, **choice)).status_code


def test_a_resident_agrees_changes_the_answers_and_takes_them_back(
    yui: User, harbour: Area, safety: PolicyField
) -> None:
    client = signed_in(yui)
    said = {"area": harbour.pk, "age_band": "40s", "interests": [safety.pk], "agrees": "1"}
    assert client.post(PAGE, said).status_code == 302
    profile = AudienceProfile.objects.get(user=yui)
    assert (profile.area, profile.age_band, list(profile.interests.all())) == (harbour, "40s", [safety])
    client.post(PAGE, {"agrees": "1"})
    profile.refresh_from_db()
    assert (profile.area, profile.age_band, profile.interests.count(), profile.agreed_at) == (
        None,
        "",
        0,
        NOW,
    )
    assert "同意" in client.get(PAGE).content.decode()
    client.post(PAGE, {"wish": "take_back"})
    assert not AudienceProfile.objects.exists()


def test_without_agreement_nothing_is_kept(yui: User, harbour: Area) -> None:
    answer = signed_in(yui).post(PAGE, {"area": harbour.pk})
    assert answer.status_code == 422
    assert "同意がない場合" in answer.content.decode()
    assert not AudienceProfile.objects.exists()


def test_the_purpose_stands_above_the_questions(yui: User) -> None:
    page = signed_in(yui).get(PAGE).content.decode()
    assert page.index("使いみち") < page.index('name="age_band"')


@pytest.mark.parametrize("bad", [{"area": "999"}, {"age_band": "older"}, {"interests": ["x"]}])
def test_answers_that_are_not_offered_are_refused(yui: User, bad: dict[str, object]) -> None:
    assert signed_in(yui).post(PAGE, {"agrees": "1", **bad}).status_code == 422
    assert not AudienceProfile.objects.exists()


@pytest.mark.parametrize(
    ("people", "shown"), [(0, 0), (1, 0), (4, 0), (5, 10), (9, 10), (14, 10), (15, 20), (1234, 1230)]
)
def test_the_reach_is_rounded_and_small_numbers_are_hidden(people: int, shown: int) -> None:
    assert notices.rounded(people) == shown


def test_the_reach_counts_those_who_fit_every_choice(
    planner: User, harbour: Area, safety: PolicyField
) -> None:
    agreed(6, area=harbour, age_band="20s", interests=[safety])
    agreed(6, area=harbour, age_band="70_up")
    agreed(6)
    for audience, reach in (
        (Audience(), 20),
        (Audience(areas=[harbour]), 10),
        (Audience(areas=[harbour], age_bands=["20s"], interests=[safety]), 10),
        (Audience(age_bands=["30s"]), 0),
    ):
        assert notices.reach(audience=audience, planner=planner, now=NOW) == reach
    assert AuditEvent.objects.filter(action="notice.reach").count() == 4, "who tries many is noticed"


def test_the_planner_reads_the_reach_before_sending(planner: User, harbour: Area) -> None:
    agreed(7, area=harbour)
    client = signed_in(planner)
    page = client.post(NEW, written(areas=[harbour.pk], wish="reach")).content.decode()
    assert "約10人" in page
    assert "避難訓練のお知らせ" in page, "what was written stays in the form"
    assert not Notice.objects.exists()
    few = client.post(NEW, written(age_bands=["20s"], wish="reach")).content.decode()
    assert "5人未満" in few


def test_a_choice_whose_reach_was_not_read_is_not_sent(planner: User, harbour: Area) -> None:
    agreed(7, area=harbour)
    client = signed_in(planner)
    seen = client.post(NEW, written(areas=[harbour.pk], wish="reach")).context["checked_for"]
    for unseen in (
        {},
        {"checked_for": seen},
        {"checked_for": seen, "age_bands": ["20s"], "areas": [harbour.pk]},
    ):
        answer = client.post(NEW, written(wish="send", **unseen))
        assert answer.status_code == 200
        assert "まだ送っていません" in answer.content.decode()
    assert not Notice.objects.exists()
    assert client.post(NEW, written(areas=[harbour.pk], wish="send", checked_for=seen)).status_code == 302


def test_the_list_says_roughly_how_many_were_reached_and_have_read_it(planner: User) -> None:
    people = agreed(12)
    send(planner, Audience())
    client = signed_in(planner)
    assert "配信中です" in client.get(DESK).content.decode()
    notifications.fan_out(now=NOW)
    page = client.get(DESK).content.decode()
    assert "約10人に届きました" in page
    assert "既読にした人は5人未満です" in page
    for person in people[:6]:
        notifications.mark_read(person=person, now=NOW)
    assert "約10人が既読にしました" in client.get(DESK).content.decode()
    send(planner, Audience(age_bands=["20s"]), key="few")
    notifications.fan_out(now=NOW)
    assert "届いた人は5人未満です" in client.get(DESK).content.decode()


def test_a_notice_arrives_on_the_site_and_by_mail_at_those_it_fits_alone(
    planner: User, harbour: Area, safety: PolicyField
) -> None:
    (reader,) = agreed(area=harbour, interests=[safety])
    (elsewhere,) = agreed()
    wish(reader, Frequency.AT_ONCE)
    assert press_send(signed_in(planner), areas=[harbour.pk], interests=[safety.pk]) == 302
    (letter,) = round_at(NOW)
    assert letter.to == [reader.email]
    assert "避難訓練のお知らせ" in letter.subject
    notice = Notice.objects.get()
    assert f"/notices/{notice.pk}/" in letter.body
    assert "避難訓練のお知らせ" in signed_in(reader).get("/my/notifications/").content.decode()
    assert "12月6日に行います。" in signed_in(reader).get(f"/notices/{notice.pk}/").content.decode()
    assert notifications.unread(person=elsewhere) == 0


def test_who_took_the_agreement_back_before_it_is_told_is_left_out(planner: User) -> None:
    (person,) = agreed()
    send(planner, Audience())
    notices.take_back(person=person)
    notifications.fan_out(now=NOW)
    assert notifications.unread(person=person) == 0


def test_the_same_form_sent_twice_is_one_notice_and_one_entry_in_the_audit_trail(planner: User) -> None:
    agreed()
    client = signed_in(planner)
    for _press in range(2):
        assert press_send(client) == 302
    notifications.fan_out(now=NOW)
    assert Notice.objects.count() == Notification.objects.count() == 1
    (entry,) = AuditEvent.objects.filter(action="notice.send")
    assert entry.actor == planner
    assert entry.details == {"areas": [], "age_bands": [], "interests": []}


def test_a_notice_is_read_by_those_it_was_sent_to_and_by_planners(planner: User, kenji: User) -> None:
    (reader,) = agreed()
    notice = send(planner, Audience())
    notifications.fan_out(now=NOW)
    address = f"/notices/{notice.pk}/"
    seen = {person.pk: signed_in(person).get(address).status_code for person in (reader, planner, kenji)}
    assert seen == {reader.pk: 200, planner.pk: 200, kenji.pk: 404}


@pytest.mark.parametrize("roles", [(), (Role.MODERATOR,), (Role.FAQ_EDITOR,)])
def test_only_planners_write_notices(roles: tuple[Role, ...]) -> None:
    client = signed_in(factories.user(*roles))
    assert [client.get(DESK).status_code, client.post(NEW, written(wish="send")).status_code] == [403, 403]
    assert not Notice.objects.exists()


@pytest.mark.parametrize("bad", [{"title": ""}, {"body": " "}, {"areas": ["9"]}, {"age_bands": ["x"]}])
def test_a_notice_that_is_not_complete_is_given_back(planner: User, bad: dict[str, object]) -> None:
    assert signed_in(planner).post(NEW, written(wish="send", **bad)).status_code == 422
    assert not Notice.objects.exists()


def test_too_many_looks_at_the_reach_are_refused(planner: User) -> None:
    client = signed_in(planner)
    statuses = [client.post(NEW, written(wish="reach")).status_code for _ in range(31)]
    assert (statuses[0], statuses[-1]) == (200, 429)


def test_the_list_of_notices_says_to_whom_and_takes_steady_queries(
    planner: User, harbour: Area, safety: PolicyField
) -> None:
    numbers = iter(range(100))

    def grow() -> None:
        send(planner, Audience([harbour], ["20s", "30s"], [safety]), key=str(next(numbers)))

    assert_steady(signed_in(planner), DESK, grow, 14)
    page = signed_in(planner).get(DESK).content.decode()
    for words in ("港区域", "20代", "防災"):
        assert words in page


def test_the_answers_of_nobody_stand_in_a_page_of_staff(planner: User, harbour: Area) -> None:
    (person,) = agreed(area=harbour)
    send(planner, Audience())
    notifications.fan_out(now=NOW + DAY)
    for address in (DESK, NEW):
        page = signed_in(planner).get(address).content.decode()
        assert person.email not in page
        assert str(person) not in page
