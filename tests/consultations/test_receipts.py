import re

import pytest

from consultations import receipts
from tests.factories import NOW


def test_a_receipt_says_its_year_and_eight_letters_that_cannot_be_misread() -> None:
    assert re.fullmatch(r"Y-2026-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", receipts.issue(now=NOW))


def test_receipts_do_not_repeat() -> None:
    assert len({receipts.issue(now=NOW) for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" y-2026-7k3m-9qxa ", "Y-2026-7K3M-9QXA"),
        ("Y-2026-7K3M-9QO1", "Y-2026-7K3M-9Q01"),
        ("Y-2026-LLLL-IIII", "Y-2026-1111-1111"),
        ("Y-2026-7K3M", None),
        ("", None),
        ("' OR 1=1 --", None),
    ],
)
def test_a_number_read_from_paper_finds_what_was_meant(typed: str, meant: str | None) -> None:
    assert receipts.normalise(typed) == meant
