"""What offices write in the columns for channel, stance and date."""

import unicodedata
from datetime import datetime

from django.utils import timezone

from consultations.models import Opinion

CHANNELS = {
    Opinion.Channel.WEB: (
        "web",
        "ウェブ",
        "インターネット",
        "フォーム",
        "電子申請",
        "メール",
        "電子メール",
        "e-mail",
        "email",
    ),
    Opinion.Channel.PAPER: ("paper", "紙", "郵送", "郵便", "書面", "手紙", "はがき", "意見箱", "post"),
    Opinion.Channel.COUNTER: ("counter", "窓口", "持参", "来庁"),
    Opinion.Channel.FAX: ("fax", "ファクス", "ファックス", "ファクシミリ"),
    Opinion.Channel.MEETING: ("meeting", "説明会", "会議", "意見交換会", "ワークショップ", "集会"),
}
STANCES = {
    Opinion.Stance.AGREE: ("agree", "賛成", "賛", "1"),
    Opinion.Stance.NEUTRAL: ("neutral", "中立", "どちらでもない", "どちらともいえない", "0"),
    Opinion.Stance.OPPOSE: ("oppose", "反対", "反", "-1"),
}
_CHANNEL_OF = {word: channel for channel, words in CHANNELS.items() for word in words}
_STANCE_OF = {word: stance for stance, words in STANCES.items() for word in words}
_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
_TIMES = ("", " %H:%M", " %H:%M:%S", "T%H:%M:%S", "%H時%M分")


def channel_of(written: str) -> Opinion.Channel | None:
    return _CHANNEL_OF.get(_folded(written))


def stance_of(written: str) -> Opinion.Stance | None:
    return _STANCE_OF.get(_folded(written))


def moment_of(written: str) -> datetime | None:
    """A day (taken as its first minute here) or a moment, in the ways they are commonly written."""
    text = _folded(written).upper()
    for day in _DATES:
        for hour in _TIMES:
            try:
                found = datetime.strptime(text, day + hour)
            except ValueError:
                continue
            return timezone.make_aware(found) if found.year >= 1900 else None
    return None


def _folded(written: str) -> str:
    return unicodedata.normalize("NFKC", written).strip().lower().replace("−", "-")
