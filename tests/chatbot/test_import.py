import json
from datetime import date
from pathlib import Path

import pytest

from accounts.models import AuditEvent
from chatbot.models import FaqEntry, FaqRevision, FaqUpload, TestQuestion, Utterance
from chatbot.services import faq_import
from chatbot.services.faq_import import Counts
from chatbot.services.files import rows
from consultations.importers.limits import UnreadableFileError
from consultations.jobs import run
from consultations.models import Job
from consultations.tasks import handler_for
from tests.factories import NOW, user
from tests.workbooks import excel

pytestmark = pytest.mark.django_db

ENTRIES = (
    "key,field,question,answer,source_url,department,contact,checked_on\n"
    "moving-in,引っ越し,転入届は?,14日以内に市民課へ。,https://www.city.shiomi.example/m,市民課,0000-12-1,2026-04-01\n"
    'garbage,ごみ,ごみの日は?,"地区ごとに違います。\n暦をご覧ください。",,,,\n'
)
JAPANESE = "番号,分野,質問,回答,確認日\nmoving-in,引っ越し,転入届は?,市民課へ。,2026年4月1日\n"


def named(content: bytes) -> str:
    return "faq.json" if content[:1] in (b"{", b"[") else "faq.csv"


def check(content: str | bytes, kind: str = "entries", default_field: str = "") -> rows.Checked:
    raw = content.encode() if isinstance(content, str) else content
    return rows.check(kind=kind, name=named(raw), content=raw, default_field=default_field)


def bring_in(content: str | bytes, kind: str = "entries") -> Counts:
    raw = content.encode() if isinstance(content, str) else content
    kept = faq_import.upload(
        actor=user(), kind=kind, file_name=named(raw), content=raw, default_field="", now=NOW
    )
    return faq_import.run(upload=kept, now=NOW, progress=lambda percent: None)


def errors(checked: rows.Checked) -> list[tuple[int, str]]:
    return [(error.row, error.column) for error in checked.errors]


def test_a_file_goes_in_once_and_a_second_time_changes_nothing() -> None:
    assert bring_in(ENTRIES) == Counts(added=2)
    assert bring_in(ENTRIES) == Counts(unchanged=2)
    entry = FaqEntry.objects.select_related("current").get(key="moving-in")
    assert entry.field == "引っ越し"
    assert entry.current
    assert entry.current.checked_on is not None
    assert FaqRevision.objects.count() == 2


def test_a_changed_row_becomes_a_new_revision_and_the_old_words_stay() -> None:
    bring_in(ENTRIES)
    assert bring_in(ENTRIES.replace("14日以内", "二週間以内")) == Counts(revised=1, unchanged=1)
    entry = FaqEntry.objects.get(key="moving-in")
    assert list(entry.revisions.values_list("number", flat=True)) == [1, 2]
    assert "14日以内" in entry.revisions.get(number=1).answer


def test_a_row_that_only_changes_the_field_keeps_its_revision() -> None:
    bring_in(ENTRIES)
    assert bring_in(ENTRIES.replace("引っ越し", "住民票")) == Counts(revised=1, unchanged=1)
    assert FaqRevision.objects.count() == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_usual_encodings_and_separators_and_japanese_headings_are_read(
    encoding: str, delimiter: str
) -> None:
    checked = check(JAPANESE.replace(",", delimiter).encode(encoding))
    (row,) = checked.good
    assert isinstance(row, rows.EntryRow)
    assert (row.key, row.field, row.words.question) == ("moving-in", "引っ越し", "転入届は?")
    assert str(row.words.checked_on) == "2026-04-01"


def test_question_and_answer_pairs_go_in_as_json() -> None:
    pairs = {
        "0": "Question: 転入届は？\nAnswer: ■市民課へ。\n\n14日以内です。\n",
        "1": "Question: a\nAnswer: b",
    }
    assert bring_in(json.dumps(pairs, ensure_ascii=False)) == Counts(added=2)
    current = FaqEntry.objects.select_related("current").get(key="0").current
    assert current
    assert (current.question, current.answer) == ("転入届は？", "■市民課へ。\n\n14日以内です。")


def test_phrasings_and_test_questions_go_in_after_their_entries() -> None:
    bring_in(ENTRIES)
    phrasings = (
        "key,utterance\nmoving-in,引っ越してきた\nmoving-in,引っ越してきた\ngarbage,ごみいつ\nnowhere,x\n"
    )
    assert bring_in(phrasings, "utterances") == Counts(added=2, unchanged=1, refused=1)
    assert bring_in(phrasings, "utterances") == Counts(unchanged=3, refused=1)
    questions = "question,expected\n越してきた,moving-in|garbage\n今日の天気,\n"
    assert bring_in(questions, "questions") == Counts(added=2)
    assert bring_in(questions.replace("|garbage", ""), "questions") == Counts(revised=1, unchanged=1)
    assert Utterance.objects.count() == 2
    assert TestQuestion.objects.get(question="今日の天気").expected == []


def test_every_wrong_row_is_named_with_its_row_its_column_and_its_value() -> None:
    checked = check(
        "key,question,answer,source_url,checked_on\n"
        "good,q,a,,\n"
        "ba d,q,a,,\n"
        "empty,,a,,\n"
        "good,q,a,,\n"
        "url,q,a,javascript:alert(1),\n"
        "day,q,a,,2026-13-45\n"
        "short,q\n"
        "\n"
        f"long,{'長' * 301},a,,\n"
    )
    assert [row.row for row in checked.good] == [2]
    assert errors(checked) == [
        (3, "key"),
        (4, "question"),
        (5, "key"),
        (6, "source_url"),
        (7, "checked_on"),
        (8, ""),
        (10, "question"),
    ]
    assert checked.errors[3].value == "javascript:alert(1)"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n ",
        b"PK\x03\x04\x00\x00binary",
        b"\x89PNG\r\n\x1a\n\x00",
        b"a,b\n1,2\n",
        b"key,question\nx,y\n",
        b'key,question,answer\nx,"y,z\n',
        b"\x81\x00\xff\xfe",
        b"\xff\xff\xff,\xff",
        b"{broken",
        b"[1,2]",
        b"[" * 5000,
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_words(content: bytes) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        check(content)
    assert str(refused.value)


def test_an_answer_of_two_hundred_kilobytes_is_refused() -> None:
    assert errors(check("key,question,answer\nx,y," + "z" * 200_000)) == [(2, "answer")]


def test_a_workbook_is_read_and_may_leave_the_last_cells_empty() -> None:
    content = excel(
        ("key", "質問", "回答", "確認日"),
        ("a", "いつ?", "毎週です。", date(2026, 4, 1)),
        ("b", "どこ?", "窓口です。"),
    )
    checked = rows.check(kind="entries", name="faq.xlsx", content=content, default_field="")
    assert (checked.encoding, checked.errors) == ("Excel", [])
    assert [str(row.words.checked_on) for row in checked.good if isinstance(row, rows.EntryRow)] == [
        "2026-04-01",
        "None",
    ]


def test_a_character_that_cannot_be_stored_is_named_by_its_row_and_column() -> None:
    pairs = {"a": "Question: q\nAnswer: a", "b": "Question: q\nAnswer: x\u0000y"}
    checked = check(json.dumps(pairs))
    assert errors(checked) == [(2, "answer")]
    assert checked.errors[0].value == "x�y"


def test_a_file_of_another_kind_is_refused_by_its_name() -> None:
    with pytest.raises(UnreadableFileError):
        rows.check(kind="entries", name="faq.docx", content=b"key,question,answer\n", default_field="")


def test_rows_without_a_field_get_the_one_named_in_the_form_or_other() -> None:
    content = "key,question,answer\nx,q,a\n"
    for default, expected in (("窓口", "窓口"), ("", "その他")):
        (row,) = check(content, default_field=default).good
        assert isinstance(row, rows.EntryRow)
        assert row.field == expected


def test_a_worker_imports_the_good_rows_and_says_how_many_it_refused() -> None:
    editor = user()
    content = (ENTRIES + "ba d,x,y,z,,,,\n").encode()
    kept = faq_import.upload(
        actor=editor, kind="entries", file_name="faq.csv", content=content, default_field="", now=NOW
    )
    job = faq_import.start(upload=kept, actor=editor, now=NOW)
    assert faq_import.start(upload=kept, actor=editor, now=NOW) == job
    run(job.pk, handler_for)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert job.result == {"added": 2, "revised": 0, "unchanged": 0, "refused": 1, "url": "/staff/faq/"}
    event = AuditEvent.objects.get(action="faq.import")
    assert event.actor == editor
    assert event.details["file"] == "faq.csv"


def test_the_number_of_queries_does_not_grow_with_the_rows(django_assert_max_num_queries: object) -> None:
    content = "key,question,answer\n" + "".join(f"k{number},q{number},a\n" for number in range(150))
    checked = check(content)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        faq_import.write(rows=checked.good, actor=None, now=NOW, progress=lambda percent: None)


def test_the_published_pairs_of_a_real_city_can_be_read(public_data: Path) -> None:
    checked = check((public_data / "faq" / "localgov" / "corpus.json").read_bytes())
    assert (len(checked.good), checked.errors) == (1786, [])
    assert FaqUpload.objects.count() == 0
