"""What a consultation collects besides opinions: questions with answers, statements with votes.

For everybody: what was asked and put to the vote. The counts stand with the results, where small groups are
left out. For staff: every answer and every vote, by numbers that name nobody.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.conf import settings

from accounts.policy import State
from consultations.exports.opinions import Column
from consultations.models import (
    Answer,
    Consultation,
    Export,
    Option,
    Question,
    Statement,
    TextAnswer,
    Vote,
)

PIECE = 2000
Row = tuple[Any, ...]

QUESTIONS = (
    Column("question", "整数", "設問の番号"),
    Column("question_kind", "コード", "設問の種類。コード表を参照"),
    Column("wording", "文字列", "設問の文"),
    Column("option", "整数", "選択肢の番号。選択肢のない設問は空欄"),
    Column("label", "文字列", "選択肢の文"),
)
ANSWERS = (
    Column("sheet", "文字列", "回答用紙の受付番号。一人に一つ"),
    Column("question", "整数", "設問の番号"),
    Column("option", "整数", "選んだ選択肢の番号。選択肢のない設問は空欄"),
    Column("value", "整数", "目盛りの値、または付けた順位"),
    Column("receipt", "文字列", "ことばでの回答の受付番号。本文は意見の表にある"),
)
STATEMENTS = (
    Column("statement", "整数", "意見文の番号"),
    Column("text", "文字列", "意見文。取り下げと非表示は空欄"),
    Column("receipt", "文字列", "住民が出した意見文の受付番号。市が用意したものは空欄"),
    Column("is_withdrawn", "真偽", "投票の対象から外れたか"),
)
VOTES = (
    Column("voter", "文字列", "投票した人を表す番号。この意見募集の中だけで使う"),
    Column("statement", "整数", "意見文の番号"),
    Column("vote", "コード", "投票。コード表を参照"),
)
CODES = (
    *(
        ("question_kind", *pair)
        for pair in (
            ("text", "自由記述"),
            ("single", "一つ選ぶ"),
            ("multiple", "いくつでも選ぶ"),
            ("scale", "目盛り"),
            ("order", "順位を付ける"),
        )
    ),
    *(("vote", *pair) for pair in (("agree", "賛成"), ("disagree", "反対"), ("pass", "パス"))),
)


class Table(NamedTuple):
    name: str
    columns: tuple[Column, ...]
    rows: Callable[[Export], Iterator[Row]]

    @property
    def header(self) -> list[str]:
        return [column.name for column in self.columns]


def tables(export: Export) -> list[Table]:
    """Those that this consultation has, whatever its kind is called today."""
    is_private = export.kind == Export.Kind.PRIVATE
    found: list[Table] = []
    if export.consultation.questions.exists():
        found.append(Table("questions", QUESTIONS, _questions))
        found += [Table("answers", ANSWERS, _answers)] if is_private else []
    if export.consultation.statements.exists():
        found.append(Table("statements", STATEMENTS, _statements))
        found += [Table("votes", VOTES, _votes)] if is_private else []
    return found


def _questions(export: Export) -> Iterator[Row]:
    for question in _asked(export.consultation):
        head = (question.position, question.kind, question.wording)
        options: list[Option] = list(question.options.all())
        if not options:
            yield (*head, None, None)
        for option in options:
            yield (*head, option.position, option.label)


def _answers(export: Export) -> Iterator[Row]:
    """As they stand now: of each person what was handed in last."""
    places = {question.pk: question.position for question in _asked(export.consultation)}
    chosen = (
        Answer.objects.standing().filter(question__in=places).order_by("revision__sheet", "question", "pk")
    )
    rows = chosen.values_list("revision__sheet__receipt", "question", "option__position", "value")
    for sheet, question, option, value in rows.iterator(PIECE):
        yield (sheet, places[question], option, value, None)
    written = TextAnswer.objects.filter(question__in=places).order_by("sheet", "question")
    for sheet, question, receipt in written.values_list("sheet__receipt", "question", "opinion__receipt"):
        yield (sheet, places[question], None, None, receipt)


def _statements(export: Export) -> Iterator[Row]:
    is_private = export.kind == Export.Kind.PRIVATE
    for one in export.consultation.statements.with_words():
        if one.state == State.HELD and not is_private:
            continue
        stands = one.state == State.PUBLIC
        written = one.opinion.words.text if one.opinion and is_private else one.words
        words = written if stands or is_private else None
        yield (one.number, words, one.opinion.receipt if one.opinion else None, not stands)


def _votes(export: Export) -> Iterator[Row]:
    cast = Vote.objects.filter(statement__in=Statement.objects.filter(consultation=export.consultation))
    rows = cast.order_by("person", "statement__number").values_list("person", "statement__number", "value")
    for person, statement, value in rows.iterator(PIECE):
        yield (number_of(person, export.consultation), statement, Vote.Value(value).name.lower())


def number_of(person: int, consultation: Consultation) -> str:
    """Somebody with an account has a number of this consultation's own in what goes out."""
    key = f"{settings.SECRET_KEY}:{consultation.pk}".encode()
    return hmac.new(key, str(person).encode(), hashlib.sha256).hexdigest()[:16]


def _asked(consultation: Consultation) -> list[Question]:
    return list(consultation.questions.prefetch_related("options"))
