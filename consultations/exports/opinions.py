"""One opinion as one row: the same row for CSV, Excel and JSON, and the dictionary that explains it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from consultations.models import Comment, Export, OfficialAnswer, Opinion, Place, Proposal, Revision
from consultations.models.personal import Covers, hidden

PIECE = 1000
_RELATED = (
    *("current", "author", "area", "policy_field", "proposal__thread", "origin", "place"),
    "text_answer__question",
    *("comment__parent__opinion", "comment__thread__proposal__opinion__current", "comment__thread__section"),
)


class Column(NamedTuple):
    name: str
    kind: str
    meaning: str
    """In Japanese: the dictionary is for those who open the file, whatever language the office works in."""


COLUMNS = (
    Column("receipt", "文字列", "受付番号。意見ごとに一つ"),
    Column("consultation", "文字列", "意見募集の識別名（URLの一部）"),
    Column("consultation_title", "文字列", "意見募集の題名"),
    Column("kind", "コード", "意見の種類。コード表を参照"),
    Column("channel", "コード", "提出方法。コード表を参照"),
    Column("stance", "コード", "賛否。コード表を参照。空欄は記入なし"),
    Column(
        "root_title",
        "文字列",
        "コメントが付いた提案、項目または意見募集の題名。回答では設問の文。公開されていないときは空欄",
    ),
    Column("root_receipt", "文字列", "コメントが付いた提案の受付番号。項目や意見募集全体へのコメントは空欄"),
    Column("parent_receipt", "文字列", "返信先の受付番号。提案への直接のコメントは提案の受付番号"),
    Column("section", "文字列", "コメントが付いた計画の項目番号"),
    Column("depth", "整数", "返信の深さ。0は直接のコメント。コメント以外は空欄"),
    Column("title", "文字列", "提案の題名。非表示と取り下げは空欄"),
    Column("text", "文字列", "本文。CSVとExcelでは改行を⏎で表す。非表示と取り下げは空欄"),
    Column("author_name", "文字列", "画面に表示される名前"),
    Column("area", "文字列", "地区の名前"),
    Column("area_code", "文字列", "地区の全国地方公共団体コードまたは市のコード"),
    Column("policy_field", "文字列", "政策分野の名前"),
    Column("place", "文字列", "場所の名前。書いた人が示したもの"),
    Column("latitude", "小数", "緯度（WGS 84）"),
    Column("longitude", "小数", "経度（WGS 84）"),
    Column("status", "コード", "提案への市の対応。コード表を参照。空欄は未回答"),
    Column("city_answer", "文字列", "提案への市の最新の回答。CSVとExcelでは改行を⏎で表す"),
    Column("published_at", "日時", "公開日時。ISO 8601、日本時間"),
    Column("revision", "整数", "版の番号。1は最初の版"),
    Column("revised_at", "日時", "いまの版の日時。ISO 8601、日本時間"),
    Column("is_edited", "真偽", "書き直されたか"),
    Column("is_hidden", "真偽", "規則により非表示か"),
    Column("is_withdrawn", "真偽", "本人が取り下げたか"),
    Column("supports", "整数", "支持の数。提案以外は空欄"),
    Column("supports_elsewhere", "整数", "移行前の場所での支持の数。提案以外は空欄"),
    Column("comments", "整数", "付いたコメントの数。提案以外は空欄"),
)
PRIVATE_COLUMNS = (
    Column("author_id", "文字列", "登録者の識別子。登録のない意見は空欄"),
    Column("is_held", "真偽", "公開前の確認中か"),
)
ATTRIBUTES = (
    Column("receipt", "文字列", "受付番号"),
    Column("name", "文字列", "属性の名前"),
    Column("value", "文字列", "属性の値"),
)
CODES = (
    *(
        ("kind", *pair)
        for pair in (
            ("proposal", "提案"),
            ("comment", "コメント"),
            ("submission", "提出された意見"),
            ("answer", "設問への回答"),
            ("statement", "投票にかけた意見"),
        )
    ),
    *(
        ("channel", *pair)
        for pair in (
            ("web", "ウェブ"),
            ("paper", "紙"),
            ("counter", "窓口"),
            ("fax", "ファクス"),
            ("meeting", "説明会など"),
        )
    ),
    *(
        ("status", *pair)
        for pair in (
            ("examining", "検討しています"),
            ("accepted", "実施します"),
            ("partly", "一部を実施します"),
            ("declined", "実施しません"),
        )
    ),
    *(("stance", *pair) for pair in (("agree", "賛成"), ("neutral", "中立"), ("oppose", "反対"))),
)


def of_export(export: Export) -> QuerySet[Opinion]:
    """Public: all that ever stood on the page. Private: all that was handed in."""
    found = Opinion.objects.submitted().filter(consultation=export.consultation)
    if export.kind == Export.Kind.PUBLIC:
        found = found.filter(held_until__isnull=True)
    return found.select_related(*_RELATED).prefetch_related("proposal__answers", *_covered(export))


def _covered(export: Export) -> list[str]:
    if export.kind == Export.Kind.PRIVATE:
        return []
    root = "comment__thread__proposal__opinion__current"
    return ["current__personal_findings", f"{root}__personal_findings"]


def covers_of(words: Revision, *, is_private: bool) -> Covers:
    return Covers({} if is_private else {words.pk: hidden(words.personal_findings.all())})


def pieces(found: QuerySet[Opinion]) -> Iterator[Sequence[Opinion]]:
    """By their numbers, read once: a database asked for "the next thousand" joins everything each time."""
    keys = list(found.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), PIECE):
        yield list(found.filter(pk__in=keys[start : start + PIECE]).order_by("pk"))


def columns(export: Export) -> tuple[Column, ...]:
    return COLUMNS + PRIVATE_COLUMNS if export.kind == Export.Kind.PRIVATE else COLUMNS


def row(export: Export, opinion: Opinion) -> dict[str, Any]:
    """In the order of `columns`. What nobody may read is not in it, though the row is."""
    is_private = export.kind == Export.Kind.PRIVATE
    shown = opinion.is_public or is_private
    words = opinion.words
    covers = covers_of(words, is_private=is_private)
    made: dict[str, Any] = {
        "receipt": opinion.receipt,
        "consultation": export.consultation.slug,
        "consultation_title": export.consultation.title,
        "kind": opinion.kind,
        "channel": opinion.channel,
        "stance": (opinion.stance or None) if shown else None,
        **_place(export, opinion, is_private=is_private),
        "title": (covers.title(words) or None) if shown else None,
        "text": covers.text(words) if shown else None,
        "author_name": _name(opinion) if shown else None,
        "area": opinion.area.name if opinion.area and shown else None,
        "area_code": (opinion.area.code or None) if opinion.area and shown else None,
        "policy_field": opinion.policy_field.name if opinion.policy_field and shown else None,
        **_beside(opinion, shown=shown),
        "published_at": moment(opinion.published_at),
        "revision": words.number,
        "revised_at": moment(words.created_at),
        "is_edited": words.number > 1,
        "is_hidden": opinion.hidden_at is not None,
        "is_withdrawn": opinion.withdrawn_at is not None,
        **_counts(opinion),
    }
    if is_private:
        made["author_id"] = str(opinion.author.public_id) if opinion.author else None
        made["is_held"] = opinion.held_until is not None
    return made


def moment(value: datetime | None) -> str | None:
    return timezone.localtime(value).isoformat(timespec="seconds") if value else None


def _name(opinion: Opinion) -> str | None:
    return (opinion.author.display_name if opinion.author else opinion.author_name) or None


def proposal_of(opinion: Opinion) -> Proposal | None:
    return opinion.proposal if opinion.kind == Opinion.Kind.PROPOSAL else None


def place_of(opinion: Opinion) -> Place | None:
    return opinion.place if hasattr(opinion, "place") else None


def answer_of(proposal: Proposal) -> OfficialAnswer | None:
    """The newest, which stands."""
    return next(iter(proposal.answers.all()), None)


def comment_of(opinion: Opinion) -> Comment | None:
    return opinion.comment if opinion.kind == Opinion.Kind.COMMENT else None


def _beside(opinion: Opinion, *, shown: bool) -> dict[str, Any]:
    place, proposal = place_of(opinion) if shown else None, proposal_of(opinion)
    answer = answer_of(proposal) if proposal and shown else None
    return {
        "place": (place.name or None) if place else None,
        "latitude": as_degrees(place.latitude) if place else None,
        "longitude": as_degrees(place.longitude) if place else None,
        "status": answer.status if answer else None,
        "city_answer": (answer.text or None) if answer else None,
    }


def as_degrees(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _counts(opinion: Opinion) -> dict[str, Any]:
    proposal = proposal_of(opinion)
    if proposal is None:
        return {"supports": None, "supports_elsewhere": None, "comments": None}
    return {
        "supports": proposal.supports_count,
        "supports_elsewhere": proposal.supports_elsewhere,
        "comments": proposal.thread.comments_count,
    }


_NOWHERE: dict[str, Any] = {
    "root_title": None,
    "root_receipt": None,
    "parent_receipt": None,
    "section": None,
    "depth": None,
}


def _place(export: Export, opinion: Opinion, *, is_private: bool) -> dict[str, Any]:
    comment = comment_of(opinion)
    if opinion.kind == Opinion.Kind.ANSWER and hasattr(opinion, "text_answer"):
        return _NOWHERE | {"root_title": opinion.text_answer.question.wording}
    if comment is None:
        return _NOWHERE
    thread = comment.thread
    root = thread.proposal.opinion if thread.proposal else None
    above = comment.parent.opinion if comment.parent else root
    title: str | None = export.consultation.title
    if root:
        covers = covers_of(root.words, is_private=is_private)
        title = covers.title(root.words) if root.is_public or is_private else None
    section = thread.section.number if thread.section else None
    return {
        "root_title": f"{title} {section}" if section else title,
        "root_receipt": root.receipt if root else None,
        "parent_receipt": above.receipt if above else None,
        "section": section,
        "depth": comment.depth,
    }
