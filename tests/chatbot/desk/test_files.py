"""Entries leave as files and come back the same."""

import csv
import io
import zipfile
from datetime import date
from typing import Any

import pytest
import yaml
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from chatbot.models import FaqEntry, Utterance
from chatbot.services import faq_import
from chatbot.services.faq import Words, create_entry, words_of
from chatbot.services.faq_import import Counts
from chatbot.services.files import rasa, rows, writing
from chatbot.services.files.writing import Shape
from consultations.importers.limits import UnreadableFileError
from tests.factories import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
FULL = Words(
    question="｜本《ほん》の借り方は？",
    answer="=カードを作ってください。\n\n- 一つめ\n- 二つめ",
    source_url="https://www.city.shiomi.example/library",
    department="中央図書館",
    contact="-0000-12-3411",
    checked_on=date(2026, 4, 1),
    valid_from=date(2026, 4, 1),
    valid_until=date(2027, 3, 31),
    question_en="How do I borrow books?",
    answer_en="Get a card.",
    question_easy="｜本《ほん》を ｜借《か》りたいです。",
    answer_easy="カードを ｜作《つく》ってください。",
)


def write(key: str = "library", words: Words = FULL, *phrasings: str, field: str = "図書館") -> None:
    entry = create_entry(actor=None, key=key, field=field, words=words, now=NOW)
    Utterance.objects.bulk_create(Utterance(entry=entry, text=text) for text in phrasings)


def clear() -> None:
    FaqEntry.objects.update(current=None)
    FaqEntry.objects.all().delete()


def bring_in(content: bytes | str, kind: str = "entries", name: str = "faq.csv") -> Counts:
    raw = content.encode() if isinstance(content, str) else content
    checked = rows.check(kind=kind, name=name, content=raw, default_field="")
    assert checked.errors == []
    return faq_import.write(rows=checked.good, actor=None, now=NOW, progress=lambda percent: None)


def everything() -> list[tuple[Any, ...]]:
    return [
        (
            entry.key,
            entry.field,
            words_of(entry.current) if entry.current else None,
            sorted(one.text for one in entry.utterances.all()),
        )
        for entry in FaqEntry.objects.select_related("current").order_by("key")
    ]


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


# A cell is stripped when it is read, as a form field is.
line = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs", "Cn"]), min_size=1, max_size=40
).map(str.strip)
text = st.lists(line.filter(bool), min_size=1, max_size=3).map("\n".join).filter(lambda s: s == s.strip())
key = st.from_regex(r"[-a-zA-Z0-9_]{1,20}", fullmatch=True)
day = st.none() | st.dates(date(2000, 1, 1), date(2025, 1, 1))
words = st.builds(
    Words,
    question=line.filter(bool),
    answer=text,
    department=line,
    checked_on=day,
    valid_from=day,
    question_en=line.filter(bool),
    answer_en=text,
)
faqs = st.dictionaries(key, st.tuples(words, line.filter(bool)), min_size=1, max_size=4)
slowly = hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@slowly
@given(faqs)
def test_all_columns_come_back_as_they_left(entries: dict[str, tuple[Words, str]]) -> None:
    clear()
    for one, (said, field) in entries.items():
        write(one, said, field=field)
    before = everything()
    content = writing.write(Shape.ENTRIES, on=TODAY).content
    assert bring_in(content) == Counts(unchanged=len(entries))
    clear()
    assert bring_in(content) == Counts(added=len(entries))
    assert everything() == before


examples = st.lists(
    line.filter(lambda s: bool(s) and "[" not in s and not s.startswith("-")), max_size=4, unique=True
)


@slowly
@given(
    st.dictionaries(
        key.filter(lambda k: k == rasa.key_of(k)), st.tuples(text, examples), min_size=1, max_size=3
    )
)
def test_rasas_training_data_comes_back_as_it_left(entries: dict[str, tuple[str, list[str]]]) -> None:
    clear()
    for one, (answer, phrasings) in entries.items():
        write(
            one,
            Words(question="公式の質問［です］", answer=answer),
            *(" ".join(p.split()) for p in phrasings),
        )
    before = everything()
    content = writing.write(Shape.RASA, on=TODAY).content
    clear()
    bring_in(content, "rasa", "rasa.zip")
    assert everything() == before


def test_everything_an_entry_has_is_in_the_file_and_no_cell_is_a_formula() -> None:
    write("library", FULL, "=本を借りたい")
    before = everything()
    content = writing.write(Shape.ENTRIES, on=TODAY).content
    header, row = table(content)
    assert header[:4] == ["key", "field", "question", "answer"]
    assert header[-1] == "answer_easy"
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]
    phrasings = writing.write(Shape.UTTERANCES, on=TODAY).content
    assert table(phrasings) == [["key", "utterance"], ["library", "'=本を借りたい"]]
    clear()
    bring_in(content)
    bring_in(phrasings, "utterances")
    assert everything() == before


def test_the_four_columns_that_cities_exchange_go_out_and_come_in() -> None:
    write()
    content = writing.write(Shape.FOUR, on=TODAY).content
    assert table(content)[0] == ["ID", "問い合わせ文", "応答文", "カテゴリ"]
    assert table(content)[1][:2] == ["library", "本の借り方は？"]
    clear()
    assert bring_in(content) == Counts(added=1)
    entry = FaqEntry.objects.select_related("current").get()
    assert entry.current
    assert (entry.field, entry.current.answer) == ("図書館", FULL.answer)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_the_four_columns_are_read_in_every_usual_encoding(encoding: str) -> None:
    content = "ID,問い合わせ文,応答文,カテゴリ\n001,ごみの日は？,毎週です。,ごみ\n".encode(encoding)
    assert bring_in(content) == Counts(added=1)
    assert FaqEntry.objects.get().field == "ごみ"


def test_what_the_file_has_no_column_for_stays_as_it_is() -> None:
    write()
    bring_in("ID,問い合わせ文,応答文\nlibrary,質問,答え\n")
    entry = FaqEntry.objects.select_related("current").get()
    assert entry.current
    assert (entry.field, entry.current.question, entry.current.department) == ("図書館", "質問", "中央図書館")
    assert entry.current.answer_en == "Get a card."


def test_translations_alone_are_added_to_entries_that_there_are() -> None:
    write("library", Words(question="質問", answer="答え"))
    assert bring_in("key,question_en,answer_en\nlibrary,Q,A\n") == Counts(revised=1)
    checked = rows.check(
        kind="entries", name="a.csv", content=b"key,question_en,answer_en\nnobody,Q,A\n", default_field=""
    )
    assert [(error.row, error.column) for error in checked.errors] == [(2, "key")]


def test_wrong_dates_and_half_translations_are_named_by_row_and_column() -> None:
    content = (
        "key,question,answer,valid_from,valid_until,question_en,answer_en\n"
        "a,q,a,2026-04-01,2026-03-31,,\n"
        "b,q,a,someday,,,\n"
        "c,q,a,,,Q,\n"
        "d,q,a,2026-04-01,2026-04-01,Q,A\n"
    )
    checked = rows.check(kind="entries", name="a.csv", content=content.encode(), default_field="")
    assert [(error.row, error.column) for error in checked.errors] == [
        (2, "valid_until"),
        (3, "valid_from"),
        (4, "answer_en"),
    ]
    assert [row.row for row in checked.good] == [5]


NLU = """\
version: "3.1"
nlu:
- intent: garbage_day
  examples: |
    - [城山町](area)のごみの日は？
    - [港町]{"entity": "area", "role": "home"}はいつ
- intent: faq/bulky
  examples:
  - text: |
      - 粗大ごみを出したい
- intent: unanswered
  examples: |
    - 答えのない質問
- lookup: area
  examples: |
    - 城山町
responses:
  utter_garbage_day:
  - text: |
      毎週月曜と木曜です。
  - text: 二つめは使われません。
  utter_faq/bulky:
  - text: "電話してください。"
"""


def test_rasas_own_files_are_read_with_the_marks_of_entities_taken_off() -> None:
    checked = rows.check(kind="rasa", name="nlu.yml", content=NLU.encode(), default_field="ごみ")
    entries = {row.key: row.words for row in checked.good if isinstance(row, rows.EntryRow)}
    assert {key: words.answer for key, words in entries.items()} == {
        "garbage_day": "毎週月曜と木曜です。",
        "faq-bulky": "電話してください。",
    }
    assert entries["garbage_day"].question == "城山町のごみの日は？"
    said = [(row.row, row.text) for row in checked.good if isinstance(row, rows.UtteranceRow)]
    assert said == [(6, "港町はいつ")]
    assert [(error.row, error.column, error.value) for error in checked.errors] == [(13, "key", "unanswered")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("nlu.yml", b"nlu: [\n"),
        ("nlu.yml", b"version: 3\n"),
        ("nlu.yml", b""),
        ("nlu.yml", b"- a\n- b\n"),
        ("nlu.yml", b"\xff\xfe\x00"),
        ("nlu.yml", b"nlu: " + b"[" * 5_000),
        ("nlu.yml", b"a: &x [1]\nnlu: [*x, *x]\n"),
        ("nlu.zip", b"no archive"),
        ("nlu.zip", b"PK\x03\x04broken"),
    ],
)
def test_a_file_that_is_no_training_data_is_refused_with_words(name: str, content: bytes) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        rows.check(kind="rasa", name=name, content=content, default_field="")
    assert str(refused.value)


def test_the_training_data_is_what_rasa_accepts() -> None:
    write("no", Words(question="「no」の質問：", answer="答え: はい"), "いいえ # です")
    archive = zipfile.ZipFile(io.BytesIO(writing.write(Shape.RASA, on=TODAY).content))
    files = {name: yaml.safe_load(archive.read(name)) for name in archive.namelist()}
    assert set(files) == {"data/nlu.yml", "data/rules.yml", "domain.yml"}
    assert files["data/nlu.yml"]["nlu"] == [
        {"intent": "no", "examples": "- 「no」の質問：\n- いいえ # です\n"}
    ]
    assert files["domain.yml"]["intents"] == ["no"]
    assert files["domain.yml"]["responses"]["utter_no"][0]["text"] == "答え: はい"
    assert files["data/rules.yml"]["rules"][0]["steps"] == [{"intent": "no"}, {"action": "utter_no"}]


@pytest.mark.parametrize("shape", [*Shape])
def test_an_editor_takes_every_shape_home(
    desk: Client, shape: Shape, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        write(f"k{number}", FULL, "言い回し")
    with django_assert_max_num_queries(8):
        answer = desk.get(f"/staff/faq/export/{shape}/")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]


def test_an_unknown_shape_is_not_found(desk: Client) -> None:
    assert desk.get("/staff/faq/export/secrets/").status_code == 404
