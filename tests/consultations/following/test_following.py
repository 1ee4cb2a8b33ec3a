"""One button to follow; a list of what one follows, with how often mail comes for each."""

import pytest
from django.test import Client

from accounts.models import User
from consultations.models import Area, Consultation, Follow, PolicyField
from consultations.services.following import follows as following
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.following.material import CANARY, follow
from tests.consultations.test_queries import assert_steady
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_following_takes_one_button_and_a_second_press_changes_nothing(
    consultation: Consultation, yui: User
) -> None:
    client, data = signed_in(yui), {"thread": consultation.thread.pk}
    for _press in range(2):
        assert client.post("/follow/", data).headers["Location"] == "/consultations/waterfront/"
    assert Follow.objects.count() == 1
    assert "フォローしています" in client.get("/consultations/waterfront/").content.decode()
    client.post("/follow/", data | {"wish": "unfollow"})
    assert not Follow.objects.exists()


def test_nobody_follows_what_they_may_not_see(yui: User) -> None:
    draft = factories.proposal(factories.idea_collection(), published=False)
    hidden = factories.consultation(published_at=None)
    for key in (draft.thread.pk, hidden.thread.pk, 0, "x", "9" * 30):
        assert signed_in(yui).post("/follow/", {"thread": key}).status_code == 404


def test_visitors_are_asked_to_log_in(client: Client, consultation: Consultation) -> None:
    for path in ("/my/following/", "/my/notifications/", "/my/notices/"):
        assert client.get(path).headers["Location"].startswith("/accounts/login/")
    assert client.post("/follow/", {"thread": consultation.thread.pk}).status_code == 401
    assert "ログインしてフォローする" in client.get("/consultations/waterfront/").content.decode()


def test_choices_are_saved_for_everything_and_for_each(
    consultation: Consultation, yui: User, kenji: User
) -> None:
    follow(yui, consultation.thread)
    follow(kenji, consultation.thread)
    mine, theirs = Follow.objects.get(user=yui), Follow.objects.get(user=kenji)
    data = {"frequency": "weekly", "own_frequency": "daily", "language": "en", "receipts": "on"}
    each = {f"follow_{mine.pk}": "at_once", f"follow_{theirs.pk}": "none"}
    assert signed_in(yui).post("/my/following/", data | each).status_code == 302
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.frequency, theirs.frequency) == ("at_once", "")
    choice = following.choice_of(person=yui)
    assert (choice.frequency, choice.own_frequency, choice.language, choice.receipts) == (
        "weekly",
        "daily",
        "en",
        True,
    )
    assert signed_in(yui).post("/my/following/", {"frequency": "hourly"}).status_code == 422


def test_what_one_follows_is_listed_with_steady_queries_and_without_hidden_titles(
    consultation: Consultation, yui: User
) -> None:
    def grow() -> None:
        follow(yui, factories.proposal(consultation).thread)

    assert_steady(signed_in(yui), "/my/following/", grow, 14)
    follow(yui, factories.proposal(consultation, title=CANARY, hidden_at=NOW).thread)
    assert CANARY not in signed_in(yui).get("/my/following/").content.decode()


def test_a_field_that_is_offered_no_more_is_not_offered_here(yui: User) -> None:
    PolicyField.objects.create(name="防災")
    PolicyField.objects.create(name="昔の分野", retired_at=NOW)
    Area.objects.create(name="昔の地区", retired_at=NOW)
    for address in ("/my/following/", "/my/notices/"):
        page = signed_in(yui).get(address).content.decode()
        assert "防災" in page
        assert "昔の" not in page


def test_the_form_speaks_the_language_of_who_has_chosen_nothing_yet(yui: User) -> None:
    client = signed_in(yui)
    page = client.get("/my/following/", headers={"accept-language": "en"}).content.decode()
    assert '<option value="en" selected>' in page


def test_a_long_list_has_pages_and_saving_one_leaves_the_others_alone(
    consultation: Consultation, yui: User
) -> None:
    for _number in range(51):
        follow(yui, factories.proposal(consultation).thread)
    oldest = Follow.objects.earliest("created_at", "pk")
    Follow.objects.filter(pk=oldest.pk).update(frequency="weekly")
    newest = Follow.objects.latest("created_at", "pk")
    client = signed_in(yui)
    assert f'name="follow_{oldest.pk}"' not in client.get("/my/following/").content.decode()
    assert f'name="follow_{oldest.pk}"' in client.get("/my/following/?page=2").content.decode()
    data = {"frequency": "none", "own_frequency": "none", "language": "ja", f"follow_{newest.pk}": "daily"}
    client.post("/my/following/", data)
    found = dict(Follow.objects.exclude(frequency="").values_list("pk", "frequency"))
    assert found == {oldest.pk: "weekly", newest.pk: "daily"}


def test_ending_a_follow_from_the_list_leads_back_to_the_list(consultation: Consultation, yui: User) -> None:
    follow(yui, consultation.thread)
    data = {"thread": consultation.thread.pk, "wish": "unfollow", "from": "list"}
    assert signed_in(yui).post("/follow/", data).headers["Location"] == "/my/following/"


def test_too_many_presses_are_refused(consultation: Consultation, yui: User) -> None:
    client = signed_in(yui)
    statuses = [client.post("/follow/", {"thread": consultation.thread.pk}).status_code for _ in range(61)]
    assert (statuses[0], statuses[-1]) == (302, 429)
