"""Questions whose right entry visitors themselves confirmed: a reading taken, and 解決した."""

from chatbot.models import Exchange, OutsideQuestion

MOST = 5000


def confirmed() -> list[tuple[str, str]]:
    """(question, key of the entry) of screened questions, each pair once, the newest `MOST`.

    A reading that was only clicked says little; one that helped says much. An answer given without a choice
    is left out: saying yes to what the index already chose teaches it only what it knows.
    """
    helped = Exchange.objects.filter(
        outcome=Exchange.Outcome.CANDIDATES,
        helped=True,
        none_fits=False,
        screened_at__isnull=False,
        answer__entry__archived_at__isnull=True,
        answer__isnull=False,
    )
    pairs = helped.order_by("-asked_at", "-pk").values_list("question", "answer__entry__key")[:MOST]
    return list(dict.fromkeys(pairs))


def outside() -> list[str]:
    """What editors marked as not the city's business."""
    return list(OutsideQuestion.objects.order_by("pk").values_list("text", flat=True))
