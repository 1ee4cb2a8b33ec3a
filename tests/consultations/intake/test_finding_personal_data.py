"""What identifies a person is found where it stands, for a clerk to look at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text.masking import find, replaced


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("氏名：山田 太郎　電話 090-1234-5678", "氏名：＜氏名＞　電話 ＜電話番号＞"),
        ("お名前 鈴木一郎、意見：道がせまい", "お名前 ＜氏名＞、意見：道がせまい"),
        ("氏名（ふりがな）：佐藤　花子\n賛成です", "氏名（ふりがな）：＜氏名＞\n賛成です"),
        ("住所 汐見市港町1-2-3 汐見ハイツ101\n賛成", "住所 ＜住所＞\n賛成"),
        ("汐見市港町三丁目5番2号に住んでいます", "＜住所＞に住んでいます"),
        ("taro@example.jpまで", "＜メールアドレス＞まで"),
        ("番号は1234 5678 9018です", "番号は＜個人番号＞です"),
        ("4111-1111-1111-1111で払う", "＜カード番号＞で払う"),
    ],
)
def test_it_is_replaced_by_the_name_of_its_kind(text: str, expected: str) -> None:
    assert replaced(text, find(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1234 5678 9012",
        "4111-1111-1111-1112",
        "計画の1-2-3を見た",
        "市は第3番目の案を選ぶべきです",
        "名前を変えてほしい",
        "町の2の案がよい",
    ],
)
def test_other_words_and_numbers_are_left_alone(text: str) -> None:
    assert [place for place in find(text) if place.kind != "phone"] == []


@given(st.text(alphabet="氏名住所：:市町1-２@a.〒 　\n電話九", max_size=80))
def test_what_is_found_stands_in_order_and_never_overlaps(text: str) -> None:
    found = find(text)
    ends = [0, *(place.end for place in found)]
    assert all(end <= place.start < place.end <= len(text) for end, place in zip(ends, found, strict=False))
    assert find("") == []


@pytest.mark.parametrize("lure", ["氏名 ", "市1の", "住所 ", "県市", "1-", "a@", "〒1"])
def test_a_long_lure_takes_no_time(lure: str) -> None:
    assert isinstance(find(lure * 20_000), list)
