"""How many came by which way, so that neither the figures nor two publications give one person away."""

from django.db.models import Count, Q

from consultations import disclosure
from consultations.disclosure import LEAST, Hidden
from consultations.models import AnalysisRun, Opinion, Publication

_AUTHOR = "revision__opinion__author"
Channels = list[tuple[str, int | None]]
"""Channel and opinions; None: kept back. Empty: no figure can be shown."""


def channels_of(publication: Publication, run: AnalysisRun) -> Channels:
    counts = {
        channel: (opinions, known + unknown)
        for channel, opinions, known, unknown in run.memberships.values("revision__opinion__channel")
        .annotate(
            opinions=Count("pk"),
            known=Count(_AUTHOR, distinct=True),
            unknown=Count("pk", filter=Q(**{_AUTHOR: None})),
        )
        .order_by()
        .values_list("revision__opinion__channel", "opinions", "known", "unknown")
    }
    found = protected([(str(value), *counts.get(value, (0, 0))) for value in Opinion.Channel.values])
    before = Publication.objects.finished().filter(consultation=publication.consultation_id)
    earlier = [one.figures.get("channels", []) for one in before.exclude(pk=publication.pk)]
    return [] if any(tells(old, found) for old in earlier) else found


def protected(cells: list[tuple[str, int, int]]) -> Channels:
    """Cells of channel, opinions and people. What hides few people hides their opinions too."""
    shown = disclosure.protect([people for _channel, _opinions, people in cells])
    if isinstance(shown.total, Hidden):
        return []
    return [
        (channel, None if isinstance(people, Hidden) else opinions)
        for (channel, opinions, _people), people in zip(cells, shown.cells, strict=True)
    ]


def tells(before: Channels, after: Channels) -> bool:
    """Whether the difference of two publications is a cell with one to four."""
    old = dict(before)
    for channel, opinions in after:
        earlier = old.get(channel)
        if old and (opinions is None) != (earlier is None):
            return True
        if opinions is not None and earlier is not None and 0 < abs(opinions - earlier) < LEAST:
            return True
    return False
