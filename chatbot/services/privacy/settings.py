"""What a city decides about its chat: how long it keeps conversations, whether answers are read twice."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from chatbot.models import ChatSettings
from chatbot.models.settings import ONLY


@dataclass(frozen=True)
class Decided:
    keep_days: int
    needs_review: bool
    hands_over: bool


def decided(settings: ChatSettings) -> Decided:
    return Decided(settings.keep_days, settings.needs_review, settings.hands_over)


@transaction.atomic
def decide(*, actor: User, wanted: Decided, now: datetime) -> bool:
    """Say whether anything changed; the record names what it was before."""
    ChatSettings.objects.get_or_create(pk=ONLY)
    held = ChatSettings.objects.select_for_update().get(pk=ONLY)
    before, after = asdict(decided(held)), asdict(wanted)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changed:
        return False
    ChatSettings.objects.filter(pk=ONLY).update(**{name: after[name] for name in changed})
    audit.record(actor=actor, action="chat.decide", subject="chat-settings", now=now, details=changed)
    return True
