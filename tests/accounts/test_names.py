"""The name shown: any a person in Japan may have or take."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.names import LIMIT, DisplayName, graphemes
from tests import factories

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    "name",
    [
        "山",
        "山田 太郎",
        "山田　太郎",
        "さくら",
        "サクラ・デ・ラ・ロサ",
        "ｻｸﾗ",
        "𠮷野家",
        "葛\U000e0100城",
        "髙﨑",
        "々木",
        "María José García Lorca",
        "O'Neill-Smith",
        "Нина",
        "김영희",
        "海辺の住民（70代）",
        "住民2026",
        "あ" * LIMIT,
        FAMILY * LIMIT if len(FAMILY) * LIMIT <= 160 else FAMILY * 20,
        "ﾊﾞｽが好き",
    ],
)
def test_names_of_any_form_are_taken_as_they_are(name: str) -> None:
    assert DisplayName().clean(name) == name


def test_spaces_around_and_between_are_put_in_order() -> None:
    assert DisplayName().clean("  山田   太郎\t") == "山田 太郎"
    assert DisplayName().clean("山田　　太郎") == "山田　太郎"


def test_a_letter_and_its_mark_become_one() -> None:
    assert DisplayName().clean("か\u3099っこ") == "がっこ"


def test_characters_are_counted_as_they_are_read() -> None:
    assert graphemes(FAMILY + "𠮷か\u3099") == 3


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "required"),
        ("   ", "required"),
        ("\u200b\u200b", "unreadable"),
        ("\u202e山田", "unreadable"),
        ("山\x00田", "unreadable"),
        ("・・・", "unreadable"),
        ("あ" * (LIMIT + 1), "too_long"),
        ("a" + "\u0301" * 200, "too_many_marks"),
        ("yui@example.org", "address"),
        ("ｙｕｉ＠ｅｘａｍｐｌｅ．ｏｒｇ", "address"),
        ("汐見市", "office"),
        ("汐見市役所", "office"),
        ("市の 担当", "office"),
    ],
)
def test_a_name_that_nobody_can_read_or_that_is_not_theirs_is_refused(name: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DisplayName().clean(name)
    assert code in {error.code for error in refused.value.error_list}


def test_a_citizen_may_say_which_city_is_theirs() -> None:
    assert DisplayName().clean("汐見市民") == "汐見市民"


@pytest.mark.django_db
def test_the_page_that_asks_for_a_name_leads_on_and_to_no_other_site(client: Client) -> None:
    person = factories.user(display_name="")
    client.force_login(person)
    page = client.get("/accounts/name/?next=/consultations/")
    assert page.status_code == 200
    answer = client.post("/accounts/name/", {"display_name": "海", "next": "/consultations/"})
    assert answer.headers["Location"] == "/consultations/"
    away = client.post("/accounts/name/", {"display_name": "海", "next": "https://elsewhere.example/"})
    assert away.headers["Location"] == "/"
    wrong = client.post("/accounts/name/", {"display_name": "", "next": "/consultations/"})
    assert wrong.status_code == 422
    assert 'value="/consultations/"' in wrong.content.decode()
