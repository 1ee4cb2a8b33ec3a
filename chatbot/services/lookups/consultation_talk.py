"""The consultations that are open now."""

import re
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chatbot.services.lookups.naming import form
from chatbot.services.lookups.wording import day_of, paragraphs, plain
from chatbot.services.responding import Link, View
from consultations.models import Consultation, Phase

LONGEST = 40
MOST = 8
State = dict[str, Any]
_CALLED = re.compile(
    r"意見(?:の)?(?:募集|公募)(?:中)?|いけんぼしゅう|ぱぶりっくこめんと|ぱぶこめ|(?:意見|アイデア|あいであ|提案)(?:を|の)?(?:募集|募って)"
    r"|募集(?:中|している|してる|されている)?の?(?:意見|提案|あいであ)|consultations?|publiccomments?"
)
_FILL = re.compile(
    r"(?:今|いま|現在|最新|市|何か|どんな|どの|どれ|どこ|一覧|募集中|募集して|実施中|受付中|受け付けて|している|してる|されている|ものは?|開催中|やって|教えて|おしえて|ください|知りたい|見たい"
    r"|ありますか|あります|ある|ですか|でしょうか|ますか|います|いる|です|ます|とは|open|now|current|are|there|any|the|what|which|は|を|の|が|に|で|も|と|か|ね|件|い|る)+"
)


def answer(text: str, *, now: datetime) -> State | None:
    if not is_asked(text):
        return None
    return {
        "of": "consultations",
        "open": _open_at(now),
        "choices": [],
    }


def is_asked(text: str) -> bool:
    asked = form(text)
    is_short = len(asked) <= LONGEST and _CALLED.search(asked) is not None
    return is_short and not _FILL.sub("", _CALLED.sub("", asked))


def view(state: State) -> View:
    found = state["open"]
    if not found:
        text = _("No consultation is open at the moment. The page of consultations has the earlier ones.")
    else:
        text = ngettext(
            "%(count)d consultation is open now.", "%(count)d consultations are open now.", len(found)
        ) % {"count": len(found)}
    lines = "\n".join(_line(each) for each in found)
    return View(
        title=_("Open consultations"),
        text=paragraphs(text, lines),
        links=[Link(reverse("consultations:list"), _("All consultations"))],
        is_end=True,
    )


def _line(each: State) -> str:
    words = _("%(title)s until %(day)s %(time)s")
    title = f"[{plain(each['title'])}]({each['url']})"
    return f"- {words % {'title': title, 'day': day_of(each['day']), 'time': each['time']}}"


def _open_at(now: datetime) -> list[State]:
    """Only what everybody may read, the one that closes first before the others."""
    consultations = Consultation.objects.filter(published_at__isnull=False).open_at(now)
    found = [(_closes_at(each, now), each) for each in consultations.prefetch_related("phases")]
    return [
        {
            "title": each.title,
            "url": each.get_absolute_url(),
            "day": timezone.localdate(ends_at).isoformat(),
            "time": f"{timezone.localtime(ends_at):%H:%M}",
        }
        for ends_at, each in sorted(found, key=lambda pair: (pair[0], pair[1].pk))[:MOST]
    ]


def _closes_at(consultation: Consultation, now: datetime) -> datetime:
    """The end of the phase that is open, not of a later one."""
    return max(
        phase.ends_at
        for phase in consultation.phases.all()
        if phase.kind == Phase.Kind.COLLECT and phase.starts_at <= now < phase.ends_at
    )
