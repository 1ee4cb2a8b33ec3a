"""What the tests of following have in common: people who follow, and something to tell them."""

from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives

from accounts.models import User
from consultations.models import Frequency, News, Notification, Thread
from consultations.services.following import digests, follows, mailing, notifications
from consultations.services.following.follows import Wishes
from consultations.services.participation import comments
from tests.factories import DAY, NOW

CANARY = "カナリアの言葉"


def follow(person: User, target: follows.Target) -> None:
    follows.follow(target=target, person=person, language="ja", now=NOW - DAY)


def write(thread: Thread, author: User, text: str = "賛成です。", **more: object) -> News:
    """A comment; returns the news of it."""
    comments.post(thread=thread, author=author, text=text, form_key=f"{text}{author.pk}", now=NOW, **more)  # type: ignore[arg-type]
    return News.objects.filter(kind=News.Kind.COMMENT).latest("pk")


def told(person: User) -> list[str]:
    return list(Notification.objects.filter(user=person).order_by("pk").values_list("news__kind", flat=True))


def round_at(now: object) -> list[EmailMessage]:
    """One turn of the worker; returns the mail it sent."""
    before = len(mail.outbox)
    for work in (notifications.fan_out, digests.gather, mailing.deliver):
        work(now=now)  # type: ignore[arg-type]
    return mail.outbox[before:]


def wish(person: User, frequency: Frequency, own: Frequency = Frequency.NONE, **more: object) -> None:
    more = {"receipts": False, "language": "ja"} | more
    follows.settle(person=person, wishes=Wishes(frequency, own, **more), each={})  # type: ignore[arg-type]


def html_of(message: EmailMessage) -> str:
    assert isinstance(message, EmailMultiAlternatives)
    return str(message.alternatives[0].content)  # type: ignore[attr-defined]
