"""`python -m nlp …` from files to files."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from nlp.command_line.program import main
from tests.unit.nlp.faq import ENTRIES
from tests.unit.nlp.opinions import ALL

Line = dict[str, float]


@pytest.fixture
def opinions(tmp_path: Path) -> Path:
    return _csv(tmp_path / "opinions.csv", ["id", "意見"], [[str(row), text] for row, text in enumerate(ALL)])


def _csv(path: Path, columns: list[str], rows: list[list[str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _run(capsys: pytest.CaptureFixture[str], *arguments: object) -> Line:
    assert main([str(argument) for argument in arguments]) == 0
    written = capsys.readouterr()
    assert written.err == ""
    assert written.out.count("\n") == 1
    line: Line = json.loads(written.out)
    assert line["seconds"] >= 0
    assert line["peak_mb"] > 0
    return line


def _refusal(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main([str(argument) for argument in arguments]) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.count("\n") == 1
    return written.err


def _cluster(table: Path, out: Path, *more: object) -> list[object]:
    return ["cluster", "--texts", table, "--column", "意見", "--out", out, *more]


def test_cluster_writes_every_row(opinions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.csv"
    line = _run(capsys, *_cluster(opinions, out, "--groups", 3))
    rows = _rows(out)
    assert (line["texts"], line["groups"], line["in_no_group"]) == (18, 3, 0)
    assert [row["row"] for row in rows] == [str(number) for number in range(18)]
    assert list(rows[0]) == ["row", "group", "parent", "label", "score"]
    assert {row["group"] for row in rows} == {"1", "2", "3"}


def test_cluster_decides_by_itself_and_continues(
    opinions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    _run(capsys, *_cluster(opinions, first, "--groups", "auto"))
    _run(capsys, *_cluster(opinions, second, "--groups", "auto", "--previous", first))
    assert [row["group"] for row in _rows(first)] == [row["group"] for row in _rows(second)]


def test_cluster_keeps_the_names_of_the_file_it_goes_on_from(
    opinions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    _run(capsys, *_cluster(opinions, first, "--groups", 3))
    first.write_text(first.read_text(encoding="utf-8").replace(",公園,", ",遊具,"), encoding="utf-8")
    _run(capsys, *_cluster(opinions, second, "--groups", 3, "--previous", first))
    assert {row["label"] for row in _rows(second)} == {"図書館", "遊具", "バス"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_tables_of_any_usual_encoding_are_read(
    encoding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = _csv(tmp_path / "in.csv", ["意見"], [[text] for text in ALL], encoding)
    assert _run(capsys, *_cluster(table, tmp_path / "out.csv", "--groups", 2))["texts"] == 18


def test_duplicates_lists_the_rows_that_have_copies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    near = ALL[2].replace("心配です", "とても心配です")
    table = _csv(tmp_path / "in.csv", ["意見"], [[ALL[0]], [ALL[2]], [ALL[0]], [near], [ALL[9]]])
    out = tmp_path / "out.csv"
    line = _run(capsys, "duplicates", "--texts", table, "--column", "意見", "--threshold", 0.5, "--out", out)
    assert (line["exact_sets"], line["near_sets"], line["rows"]) == (1, 1, 4)
    assert [tuple(row.values()) for row in _rows(out)] == [
        ("0", "1", "exact"),
        ("2", "1", "exact"),
        ("1", "2", "near"),
        ("3", "2", "near"),
    ]


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_rank_puts_the_right_entry_first(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if kind == "csv":
        rows = [[entry.key, entry.question, entry.answer] for entry in ENTRIES]
        corpus = _csv(tmp_path / "corpus.csv", ["id", "question", "answer"], rows)
    else:
        corpus = tmp_path / "corpus.json"
        texts = {entry.key: f"Question: {entry.question}\nAnswer: {entry.answer}\n" for entry in ENTRIES}
        corpus.write_text(json.dumps(texts), encoding="utf-8")
    queries, out = tmp_path / "queries.json", tmp_path / "out.json"
    queries.write_text(json.dumps({"q": "粗大ごみの処理券"}), encoding="utf-8")
    line = _run(capsys, "rank", "--corpus", corpus, "--queries", queries, "--top", 3, "--out", out)
    assert (line["corpus"], line["queries"]) == (12, 1)
    ranked = json.loads(out.read_text(encoding="utf-8"))["q"]
    assert ranked[0][0] == "bulky"
    assert len(ranked) == 3


def test_classify_answers_each_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    examples = [
        {"id": f"{entry.key}{number}", "text": way, "intent": entry.key}
        for entry in ENTRIES
        for number, way in enumerate(entry.utterances)
    ]
    train, test, out = (tmp_path / name for name in ("train.jsonl", "test.jsonl", "out.jsonl"))
    train.write_text("".join(json.dumps(row) + "\n" for row in examples), encoding="utf-8")
    test.write_text(
        '{"id": "a", "text": "粗大ごみの申し込み"}\n\n{"id": "b", "text": "zzz"}\n', encoding="utf-8"
    )
    line = _run(capsys, "classify", "--train", train, "--test", test, "--out", out)
    assert (line["train"], line["test"], line["intents"]) == (72, 2, 12)
    answers = [json.loads(written) for written in out.read_text(encoding="utf-8").splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b"]
    assert answers[0]["ranking"][0][0] == "bulky"
    assert answers[1]["intent"] is None
    assert [answer["zone"] for answer in answers][1] == "decline"
    assert line["threshold"] <= line["answers_from"]


@pytest.mark.parametrize("share", ["0", "1", "most"])
def test_a_share_to_keep_that_is_none_is_refused(share: str, tmp_path: Path) -> None:
    arguments = ["classify", "--train", "t", "--test", "t", "--out", str(tmp_path / "o"), "--kept", share]
    with pytest.raises(SystemExit, match="2"):
        main(arguments)


def test_groups_reads_an_export_and_its_moderation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns = ["participant", "group-id", "n-votes", *map(str, range(8))]
    rows = [[str(100 + n), "", "8", *(["1"] * 5 + ["1" if n < 12 else "-1"] * 3)] for n in range(20)]
    votes = _csv(tmp_path / "participants-votes.csv", columns, rows)
    _csv(tmp_path / "comments.csv", ["comment-id", "moderated"], [["0", "-1"], ["1", "1"]])
    out = tmp_path / "out.json"
    line = _run(capsys, "groups", "--votes", votes, "--out", out)
    assert (line["participants"], line["comments"], line["moderated_out"], line["groups"]) == (20, 8, 1, 2)
    found = json.loads(out.read_text(encoding="utf-8"))
    assert [group["participants"] for group in found["groups"]] == [
        list(range(100, 112)),
        list(range(112, 120)),
    ]
    assert {one["direction"] for one in found["groups"][1]["representative"]} == {"agree", "disagree"}
    assert {one["comment"] for one in found["consensus"]["agree"]} == {1, 2, 3, 4}


def test_a_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "nowhere.csv" in _refusal(
        capsys, *_cluster(tmp_path / "nowhere.csv", tmp_path / "o", "--groups", 2)
    )


def test_a_missing_column_is_named_beside_those_there_are(
    opinions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    message = _refusal(capsys, "duplicates", "--texts", opinions, "--column", "本文", "--out", tmp_path / "o")
    assert "'本文'" in message
    assert "id, 意見" in message


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "empty"),
        ('意見\n"閉じない'.encode(), "row 1"),
        ("意見,id\nあ,1\nい\n".encode(), "row 2 has 1 cells"),
        (b"\xff\xfe\x00\x01", "neither UTF-8 nor CP932"),
    ],
    ids=["empty", "open quote", "short row", "binary"],
)
def test_a_broken_table_is_refused_by_row(
    content: bytes, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "broken.csv"
    table.write_bytes(content)
    message = _refusal(capsys, *_cluster(table, tmp_path / "o.csv", "--groups", 2))
    assert "broken.csv" in message
    assert complaint in message


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "line 1"),
        ("[1]", "an object"),
        ('{"a": 1}', "'a' is not a text"),
    ],
)
def test_broken_questions_are_refused(
    content: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queries = tmp_path / "queries.json"
    queries.write_text(content, encoding="utf-8")
    arguments = ("rank", "--corpus", queries, "--queries", queries, "--out", tmp_path / "o")
    assert complaint in _refusal(capsys, *arguments)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('{"text": "a", "intent": "b"}\n{', "row 2 is not valid JSON"),
        ('{"text": "a", "intent": "b"}\n[]', "row 2 is not an object"),
        ('{"intent": "b"}', 'row 1 has no "text"'),
        ('{"text": "a"}', 'row 1 has no "intent"'),
        ('{"text": "a", "intent": "b"}', "two intents"),
    ],
)
def test_broken_examples_are_refused_by_row(
    content: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train, test = tmp_path / "train.jsonl", tmp_path / "test.jsonl"
    train.write_text(content, encoding="utf-8")
    test.write_text("", encoding="utf-8")
    arguments = ("classify", "--train", train, "--test", test, "--out", tmp_path / "o")
    assert complaint in _refusal(capsys, *arguments)


def test_a_cell_that_is_no_vote_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    votes = _csv(tmp_path / "votes.csv", ["participant", "0"], [["1", "1"], ["2", "yes"]])
    message = _refusal(capsys, "groups", "--votes", votes, "--out", tmp_path / "o")
    assert "row 2, comment 0: 'yes'" in message


@pytest.mark.parametrize("content", ["row,group\n99,1\n", "row,group\nx,1\n"])
def test_assignments_of_other_texts_are_refused(
    content: str, opinions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    previous = tmp_path / "previous.csv"
    previous.write_text(content, encoding="utf-8")
    arguments = _cluster(opinions, tmp_path / "o", "--groups", "auto", "--previous", previous)
    assert "previous.csv: row 1" in _refusal(capsys, *arguments)


@pytest.mark.parametrize("groups", ["0", "-1", "many", "1.5"])
def test_a_number_of_groups_that_is_none_is_refused(groups: str, opinions: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([str(one) for one in _cluster(opinions, tmp_path / "o", f"--groups={groups}")])


def test_the_library_runs_without_the_web_framework(opinions: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from nlp.command_line.program import main; status = main(sys.argv[1:]); "
        "sys.exit(status or any(name.split('.')[0] in ('django', 'channels') for name in sys.modules))"
    )
    arguments = ["duplicates", "--texts", opinions, "--column", "意見", "--out", tmp_path / "o.csv"]
    done = subprocess.run([sys.executable, "-c", program, *map(str, arguments)], check=False)
    assert done.returncode == 0
