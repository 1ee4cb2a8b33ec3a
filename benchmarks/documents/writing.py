"""One document of a made-up result, written and measured in this process."""

import csv
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from consultations.exporting import publication
from consultations.exports.result_table.content import Content, Original, Row
from consultations.models.personal import Covers
from nlp.command_line.memory import peak_megabytes

DEMO = Path(__file__).resolve().parents[2] / "consultations" / "demo" / "opinions.csv"


def texts() -> list[str]:
    with DEMO.open(encoding="utf-8-sig", newline="") as file:
        return [row["text"] for row in csv.DictReader(file) if row["text"]]


def measure(chosen: str, rows: int, originals: int) -> dict[str, float]:
    """Seconds, megabytes at the peak of this process, megabytes of the file."""
    said = texts()

    @dataclass(frozen=True)
    class Made(Content):
        def originals(self) -> Iterator[Original]:
            for number in range(1, originals + 1):
                row = (number - 1) * rows // originals + 1
                yield Original(
                    number, row, f"論点{row}", f"Y-2026-{number:08d}", said[number % len(said)], ""
                )

    answer = "ご意見を踏まえ、計画の本文を改めます。時期は来年度とし、費用は当初予算に計上します。" * 3
    table = [_row(number, said[number % len(said) :][:4], answer) for number in range(1, rows + 1)]
    content = Made(
        title="大きな意見募集", question="どう考えますか。", office="企画課", figures=[("募集期間", "1か月")],
        channels=[("ウェブ", "9,000")], categories=[("反映します", rows, originals)], rows=table, withheld=[],
        total=originals, notes=["注"], publication=cast("Any", None), gone_since=0, covers=Covers({}),
    )  # fmt: skip
    _ending, writer = publication.WRITERS[publication.Format(chosen)]
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as file:
        writer(file, content, lambda _done: None)
        size = file.tell()
    return {"seconds": time.perf_counter() - begun, "memory": peak_megabytes(), "size": size / 1e6}


def _row(number: int, quoted: list[str], answer: str) -> Row:
    return Row(
        number=number, label=f"論点{number}", summary=quoted, is_quoted=True, opinions=10, distinct=9,
        answer=answer, category="反映します", changes=["第2章"],
    )  # fmt: skip
