"""Send what waits to be sent: once each, whoever dies on the way and however long the mail server is down."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from consultations.models import MailChoice, Mailing, Opinion
from consultations.services.following import tellings

logger = logging.getLogger(__name__)
AT_A_TIME = 500
LEASE = timedelta(minutes=5)
"""After this a mail whose sender fell silent is tried again."""
LONGEST_WAIT = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=7)
SALT = "consultations.mail.end"


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str


def receipt(*, opinion: Opinion, now: datetime) -> None:
    """Write the receipt's mail, in the transaction that took the opinion, for those who want it by mail."""
    author = opinion.author
    if author is None or not MailChoice.objects.filter(user=author, receipts=True).exists():
        return
    Mailing.objects.get_or_create(
        key=f"receipt:{opinion.pk}",
        defaults={
            "user": author,
            "kind": Mailing.Kind.RECEIPT,
            "opinion": opinion,
            "created_at": now,
            "due_at": now,
        },
    )


def deliver(*, now: datetime) -> int:
    """Send what is due. While the mail server is away nothing is touched, so that nothing can be lost."""
    due = Mailing.objects.filter(sent_at__isnull=True, dropped_at__isnull=True, due_at__lte=now)
    waiting = list(due.select_related("user__mail_choice", "opinion__current").order_by("due_at")[:AT_A_TIME])
    if not waiting:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except OSError:
        logger.warning("the mail server does not answer; %s mails wait", len(waiting))
        return 0
    try:
        return sum(_send(mail, connection, now) for mail in waiting if _claim(mail, now))
    finally:
        connection.close()


def end_token(*, person: User) -> str:
    return signing.dumps(str(person.public_id), salt=SALT)


def person_of(*, token: str) -> User | None:
    """Whose link this is. It never grows old: who wants no mail wants none in a year either."""
    try:
        public_id = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(public_id=public_id).first()


def _claim(mail: Mailing, now: datetime) -> bool:
    """One of several workers gets it; the others see that its time has moved."""
    free = Mailing.objects.filter(
        pk=mail.pk, due_at=mail.due_at, sent_at__isnull=True, dropped_at__isnull=True
    )
    return bool(free.update(due_at=now + LEASE, attempts=mail.attempts + 1))


def _send(mail: Mailing, connection: BaseEmailBackend, now: datetime) -> bool:
    row = Mailing.objects.filter(pk=mail.pk)
    with translation.override(_choice(mail.user).language):
        letter = _compose(mail)
        if letter is None or now - mail.created_at > GIVEN_UP_AFTER:
            row.update(dropped_at=now)
            return False
        message = _message(mail, letter, connection)
    try:
        message.send()
    except Exception:
        # Whatever the server did not like: it is tried again, later each time.
        logger.exception("mail %s could not be sent", mail.key)
        row.update(due_at=now + min(LONGEST_WAIT, timedelta(minutes=2**mail.attempts)))
        return False
    row.update(sent_at=now)
    return True


def _compose(mail: Mailing) -> Letter | None:
    """Put into words at the last moment: what was hidden since then is not told any more."""
    if not mail.user.is_active:
        return None
    return _receipt_letter(mail) if mail.kind == Mailing.Kind.RECEIPT else _news_letter(mail)


def _news_letter(mail: Mailing) -> Letter | None:
    rows = mail.notifications.tellable().with_news().order_by("created_at", "pk")
    items = tellings.of(rows)
    if not items:
        return None
    subject = items[0].heading
    if len(items) > 1:
        subject = ngettext("%(n)s piece of news", "%(n)s pieces of news", len(items)) % {"n": len(items)}
    elif items[0].about:
        subject = _("%(heading)s: %(about)s") % {"heading": subject, "about": items[0].about}
    return _render(mail, "news", subject, {"items": items})


def _receipt_letter(mail: Mailing) -> Letter | None:
    if mail.opinion is None or not _choice(mail.user).receipts:
        return None
    subject = _("Your opinion has arrived: %(receipt)s") % {"receipt": mail.opinion.receipt}
    return _render(mail, "receipt", subject, {"opinion": mail.opinion})


def _render(mail: Mailing, name: str, subject: str, context: dict[str, object]) -> Letter:
    context |= {
        "name": mail.user.display_name,
        "city_name": settings.CITY_NAME,
        "site": settings.PUBLIC_ADDRESS,
        "end_url": _end_url(mail.user),
        "choices_url": _address(reverse("consultations:following")),
    }
    return Letter(
        " ".join(f"[{settings.CITY_NAME}] {subject}".split()),
        render_to_string(f"consultations/mail/{name}.txt", context),
        render_to_string(f"consultations/mail/{name}.html", context),
    )


def _message(mail: Mailing, letter: Letter, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    host = urlsplit(settings.PUBLIC_ADDRESS).hostname or "localhost"
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        to=[mail.user.email],
        connection=connection,
        headers={
            "Message-ID": f"<{mail.message_id}@{host}>",
            "List-Unsubscribe": f"<{_end_url(mail.user)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(letter.html, "text/html")
    return message


def _end_url(person: User) -> str:
    return _address(reverse("consultations:mail_end", args=[end_token(person=person)]))


def _address(path: str) -> str:
    return f"{settings.PUBLIC_ADDRESS}{path}"


def _choice(person: User) -> MailChoice:
    return getattr(person, "mail_choice", None) or MailChoice(user=person)
