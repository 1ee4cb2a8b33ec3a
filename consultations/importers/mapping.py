"""Which column holds what: chosen by a person, kept with the batch."""

from dataclasses import asdict, dataclass
from typing import Any

from consultations.models import Opinion

GUESSES = {
    "text": (
        "text",
        "comment",
        "comment-body",
        "body",
        "意見",
        "本文",
        "内容",
        "コメント",
        "ご意見",
        "意見の内容",
    ),
    "key": ("id", "comment-id", "no", "no.", "番号", "整理番号", "受付番号"),
    "title": ("title", "件名", "題名", "タイトル"),
    "channel": ("channel", "方法", "提出方法", "受付方法", "媒体"),
    "stance": ("stance", "賛否", "立場"),
    "submitted": ("date", "submitted", "created_at", "日付", "提出日", "受付日"),
}

# The columns of 広聴AI: its files map themselves.
KOUCHOU_TEXT = "comment-body"
KOUCHOU_EXTRAS = ("source", "url")


@dataclass(frozen=True, kw_only=True)
class Mapping:
    text: str
    key: str = ""
    title: str = ""
    channel: str = ""
    stance: str = ""
    submitted: str = ""
    attributes: tuple[str, ...] = ()
    default_channel: Opinion.Channel = Opinion.Channel.PAPER

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {
            "attributes": list(self.attributes),
            "default_channel": self.default_channel.value,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Mapping":
        return cls(
            **stored
            | {
                "attributes": tuple(stored["attributes"]),
                "default_channel": Opinion.Channel(stored["default_channel"]),
            }
        )


def guess(columns: list[str]) -> dict[str, Any]:
    """The columns whose names say what they hold, to fill in the form."""
    by_name = {column.strip().lower(): column for column in reversed(columns)}
    found: dict[str, Any] = {}
    for purpose, names in GUESSES.items():
        column = next((by_name[name] for name in names if name in by_name), "")
        if column:
            found[purpose] = column
    if KOUCHOU_TEXT in by_name:
        found["attributes"] = [column for column in columns if _is_attribute(column)]
    return found


def _is_attribute(column: str) -> bool:
    name = column.strip().lower()
    return name in KOUCHOU_EXTRAS or name.startswith("attribute_")
