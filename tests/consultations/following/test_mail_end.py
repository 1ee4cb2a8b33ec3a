"""The end of all mail: one click, without logging in, and nothing that merely looking changes."""

from email import policy as email_policy
from email.parser import BytesParser

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from accounts.models import User
from consultations.models import Consultation, Follow, Frequency, Mailing, Notification
from consultations.services.following import follows, notifications
from tests import factories
from tests.consultations.following.material import html_of, round_at, wish, write
from tests.factories import DAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MONDAY_7 = NOW + 2.6 * DAY


def end_address(letter: EmailMessage) -> str:
    address: str = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert address in letter.body
    assert address in html_of(letter)
    return address.removeprefix("http://127.0.0.1:8000")


def test_every_mail_carries_the_header_for_one_click_and_the_same_identity_at_every_attempt(
    consultation: Consultation, reader: User
) -> None:
    wish(reader, Frequency.AT_ONCE)
    write(consultation.thread, factories.user())
    (letter,) = round_at(NOW)
    message = BytesParser(policy=email_policy.default).parsebytes(letter.message().as_bytes())
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].strip().startswith("<http")
    assert message["Message-ID"] == f"<{Mailing.objects.get().message_id}@127.0.0.1>"


def test_the_link_in_a_mail_ends_all_mail_without_logging_in_but_only_when_pressed(
    consultation: Consultation, reader: User
) -> None:
    wish(reader, Frequency.AT_ONCE, own=Frequency.AT_ONCE, receipts=True)
    write(consultation.thread, factories.user())
    path = end_address(round_at(NOW)[0])
    write(consultation.thread, factories.user(), "まだ送られていない")
    notifications.fan_out(now=NOW)
    visitor = Client(enforce_csrf_checks=True)
    before = follows.choice_of(person=reader).frequency
    assert "すべてのメールを" in visitor.get(path).content.decode()
    assert visitor.head(path).status_code == 200
    assert follows.choice_of(person=reader).frequency == before
    answer = visitor.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    choice = follows.choice_of(person=reader)
    assert (choice.frequency, choice.own_frequency, choice.receipts) == ("none", "none", False)
    assert [round_at(moment) for moment in (NOW + DAY, MONDAY_7)] == [[], []]
    assert Follow.objects.filter(user=reader).exists(), "what is followed stays"
    assert Notification.objects.filter(user=reader).count() == 2


@pytest.mark.parametrize("token", ["x", "InVua25vd24i:1abc:xyz", "%00"])
def test_a_forged_link_ends_nobodys_mail(client: Client, token: str) -> None:
    assert client.post(f"/mail/end/{token}/").status_code == 404
