"""Tell the author how many stand behind the proposal: at a few numbers, and at each of them once."""

from datetime import datetime

from consultations.models import News, Proposal
from consultations.services.following import news

NUMBERS = frozenset({1, 10, 50, 100, 500, 1000, 5000})


def told_when_reached(*, proposal: Proposal, now: datetime) -> None:
    """Call it in the transaction that counted the support; who it was that gave it is not told."""
    supports = Proposal.objects.values_list("supports_count", flat=True).get(pk=proposal.pk)
    author = proposal.opinion.author
    if supports not in NUMBERS or author is None:
        return
    said = News.objects.filter(kind=News.Kind.SUPPORTS, opinion=proposal.opinion).values_list(
        "details", flat=True
    )
    if any(details.get("supports", 0) >= supports for details in said):
        return
    details = {"supports": supports}
    news.record(kind=News.Kind.SUPPORTS, opinion=proposal.opinion, recipient=author, details=details, now=now)
