"""People who put their names to another's proposal."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.rate_limits import COSIGN_REQUESTS
from consultations.models import Consultation, Cosigner, News
from consultations.services.proposals import cosigning
from tests import factories
from tests.consultations.conftest import signed_in
from tests.factories import DAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
URL = "/consultations/waterfront/proposals"


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


def test_a_cosigner_is_named_after_saying_yes_and_no_longer_after_taking_it_back(
    consultation: Consultation, yui: User, kenji: User
) -> None:
    proposal = factories.proposal(consultation, author=yui)
    link = f"/cosign/{cosigning.link_token(proposal=proposal)}/"
    page = f"{URL}/{proposal.pk}/"
    client = signed_in(kenji)
    assert "けんじ" not in Client().get(page).content.decode()
    for _twice in range(2):
        client.post(link, {"wish": "sign"})
    assert Cosigner.objects.count() == 1
    assert "けんじ" in Client().get(page).content.decode()
    client.post(link, {"wish": "end"})
    assert "けんじ" not in Client().get(page).content.decode()


def test_the_link_to_sign_ends_after_two_weeks(
    consultation: Consultation, yui: User, kenji: User, clock: Any
) -> None:
    proposal = factories.proposal(consultation, author=yui)
    link = f"/cosign/{cosigning.link_token(proposal=proposal)}/"
    clock.move_to(NOW + 14 * DAY)
    assert signed_in(kenji).get(link).status_code == 200
    clock.move_to(NOW + 14 * DAY + DAY / 86400)
    assert signed_in(kenji).get(link).status_code == 410
    assert signed_in(kenji).get("/cosign/forged:token/").status_code == 410


def test_a_name_is_taken_back_however_old_the_link_is(
    consultation: Consultation, yui: User, kenji: User, clock: Any
) -> None:
    proposal = factories.proposal(consultation, author=yui)
    cosigning.sign(proposal=proposal, person=kenji, now=NOW)
    clock.move_to(NOW + 40 * DAY)
    page = signed_in(kenji).get(f"{URL}/{proposal.pk}/").content.decode()
    link = re.search(r'href="(/cosign/[^"]+)"', page)
    assert link
    assert "/cosign/" not in signed_in(yui).get(f"{URL}/{proposal.pk}/").content.decode()
    signed_in(kenji).post(link[1], {"wish": "end"})
    assert not Cosigner.objects.standing().exists()


def test_after_the_close_nobody_is_asked_and_no_name_is_added(
    consultation: Consultation, yui: User, kenji: User, clock: Any
) -> None:
    clock.move_to(NOW + 30 * DAY)
    proposal = factories.proposal(consultation, author=yui)
    asked = signed_in(yui).post(f"{URL}/{proposal.pk}/cosigners/", {"address": kenji.email})
    assert asked.status_code == 409
    link = f"/cosign/{cosigning.link_token(proposal=proposal)}/"
    client = signed_in(kenji)
    assert "名前を連ねることはできません" in client.get(link).content.decode()
    assert client.post(link, {"wish": "sign"}).status_code == 409
    assert not Cosigner.objects.exists()


def test_asking_by_address_never_says_whether_somebody_is_registered(
    consultation: Consultation, yui: User, kenji: User
) -> None:
    proposal = factories.proposal(consultation, author=yui)
    client = signed_in(yui)
    answers = [
        client.post(f"{URL}/{proposal.pk}/cosigners/", {"address": address}, follow=True)
        for address in (kenji.email.upper(), "nobody@example.org")
    ]
    assert len({answer.status_code for answer in answers}) == 1
    assert News.objects.filter(kind=News.Kind.COSIGN_ASKED).get().recipient == kenji
    for _more in range(COSIGN_REQUESTS.times - 2):
        client.post(f"{URL}/{proposal.pk}/cosigners/", {"address": "nobody@example.org"})
    last = client.post(f"{URL}/{proposal.pk}/cosigners/", {"address": "nobody@example.org"})
    assert last.status_code == 429


def test_the_author_removes_a_cosigner_and_nobody_else_does(
    consultation: Consultation, yui: User, kenji: User
) -> None:
    proposal = factories.proposal(consultation, author=yui)
    cosigning.sign(proposal=proposal, person=kenji, now=NOW)
    address = f"{URL}/{proposal.pk}/cosigners/{Cosigner.objects.get().pk}/remove/"
    assert signed_in(factories.user()).post(address).status_code == 404
    assert Cosigner.objects.standing().exists()
    assert signed_in(yui).post(address).status_code == 302
    assert not Cosigner.objects.standing().exists()
