"""The fields that entries belong to."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet

from accounts import audit
from accounts.models import User
from chatbot.models import FaqEntry


def counted() -> QuerySet[FaqEntry, tuple[str, int]]:
    """Every field with the number of its entries, archived ones included."""
    return FaqEntry.objects.order_by("field").values_list("field").annotate(Count("pk"))


def names() -> list[str]:
    return list(FaqEntry.objects.order_by("field").values_list("field", flat=True).distinct())


@transaction.atomic
def rename(*, actor: User, field: str, name: str, now: datetime) -> int:
    """Returns how many entries moved. A name that another field has joins the two."""
    if field == name:
        return 0
    moved = FaqEntry.objects.filter(field=field).update(field=name)
    if moved:
        audit.record(
            actor=actor,
            action="faq.field.rename",
            subject="faq",
            now=now,
            details={"from": field, "to": name, "entries": moved},
        )
    return moved
