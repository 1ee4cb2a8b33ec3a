"""The lists of the fictional city: brought in once, and again only when their files change."""

import hashlib
from datetime import date, datetime, time
from pathlib import Path

from chatbot.models import LookupSet
from chatbot.services.lookups import sets
from chatbot.services.lookups.sets import About, Files

FOLDER = Path(__file__).resolve().parents[2] / "demo"
ABOUT = {
    LookupSet.Kind.GARBAGE: About(
        "資源循環課「家庭ごみの分け方・出し方」令和8年度版",
        "https://www.city.shiomi.example/kurashi/gomi/",
        date(2026, 4, 1),
        time(8),
    ),
    LookupSet.Kind.FACILITIES: About(
        "汐見市「公共施設一覧」", "https://www.city.shiomi.example/shisetsu/", date(2026, 10, 1)
    ),
}


class BrokenDemo(Exception):
    """A file of the demo has rows that cannot be used."""


def load(*, now: datetime, folder: Path = FOLDER) -> list[LookupSet]:
    """Let both lists answer; returns those that do."""
    garbage = [(path.name, path.read_bytes()) for path in sorted((folder / "garbage").glob("*.csv"))]
    facilities = [("facilities.csv", (folder / "facilities.csv").read_bytes())]
    return [
        _load(LookupSet.Kind.GARBAGE, garbage, now),
        _load(LookupSet.Kind.FACILITIES, facilities, now),
    ]


def _load(kind: LookupSet.Kind, files: Files, now: datetime) -> LookupSet:
    digest = hashlib.sha256(b"\0".join(content for _, content in files)).hexdigest()
    held = LookupSet.objects.filter(kind=kind, counts__demo=digest).first()
    if held is None:
        held = sets.upload(actor=None, kind=kind, files=files, about=ABOUT[kind], now=now)
        held.counts |= {"demo": digest}
        held.save(update_fields=["counts"])
    if not sets.can_answer(held):
        raise BrokenDemo(held.problems)
    if not LookupSet.objects.filter(kind=kind, is_active=True).exists() or held.activated_at is None:
        sets.activate(held=held, actor=None, now=now)
    return held
