"""Answers to questions that were left go out by mail: once each, however long the mail server is away."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from chatbot.models import ChatSettings, LeftQuestion

logger = logging.getLogger(__name__)
AT_A_TIME = 100
LEASE = timedelta(minutes=5)
"""After this a mail whose sender fell silent is tried again."""
LONGEST_WAIT = timedelta(hours=1)


def deliver(*, now: datetime) -> int:
    """The round. While the mail server is away nothing is touched, so that nothing can be lost."""
    due = LeftQuestion.objects.to_mail(now).select_related("conversation").order_by("mail_due_at")
    waiting = list(due[:AT_A_TIME])
    if not waiting:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except OSError:
        logger.warning("the mail server does not answer; %s answers of the chat wait", len(waiting))
        return 0
    try:
        return sum(_send(question, connection, now) for question in waiting if _claim(question, now))
    finally:
        connection.close()


def _claim(question: LeftQuestion, now: datetime) -> bool:
    """One of several workers gets it; the others see that its time has moved."""
    free = LeftQuestion.objects.filter(
        pk=question.pk, mail_due_at=question.mail_due_at, mailed_at__isnull=True
    )
    return bool(free.update(mail_due_at=now + LEASE, attempts=question.attempts + 1))


def _send(question: LeftQuestion, connection: BaseEmailBackend, now: datetime) -> bool:
    row = LeftQuestion.objects.filter(pk=question.pk)
    with translation.override(question.conversation.locale):
        message = _message(question, connection)
    try:
        message.send()
    except Exception:
        logger.exception("the answer %s could not be mailed", question.reference)
        row.update(mail_due_at=now + min(LONGEST_WAIT, timedelta(minutes=2**question.attempts)))
        return False
    row.update(mailed_at=now)
    return True


def _message(question: LeftQuestion, connection: BaseEmailBackend) -> EmailMessage:
    subject = _("The answer to your question %(reference)s") % {"reference": question.reference}
    context = {
        "question": question,
        "city_name": settings.CITY_NAME,
        "chat": f"{settings.PUBLIC_ADDRESS}{reverse('chatbot:chat')}",
        "days": ChatSettings.now().address_days,
    }
    return EmailMessage(
        f"[{settings.CITY_NAME}] {subject}",
        render_to_string("chatbot/people/mail.txt", context),
        to=[question.address],
        connection=connection,
        headers={"Auto-Submitted": "auto-generated"},
    )
