import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.protocol import (
    MAX_FRAME_BYTES,
    MAX_TEXT_BYTES,
    Ask,
    BadFrame,
    Candidates,
    Choose,
    Feedback,
    Hello,
    Option,
    Refusal,
    Reply,
    Source,
    Unknown,
    Welcome,
    as_json,
    parse,
    parse_many,
)

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = ["conversation", "cursor", "locale", "id", "text", "exchange", "option", "helped"]
ANY_FRAME = st.fixed_dictionaries(
    {"type": st.sampled_from(["hello", "ask", "choose", "feedback", "", "welcome"]) | ANY_JSON},
    optional=dict.fromkeys(FIELDS, ANY_JSON),
)


def code_of(raw: str | bytes) -> str:
    with pytest.raises(BadFrame) as refused:
        parse(raw)
    return refused.value.code


def test_every_client_frame_is_read_as_it_was_written() -> None:
    hello = '{"type":"hello","conversation":null,"cursor":0,"locale":"ja"}'
    assert parse(hello) == Hello(conversation=None, cursor=0, locale="ja")
    assert parse('{"type":"ask","id":"a-1","text":" 転入届は \\r\\n？"}') == Ask(
        id="a-1", text="転入届は \n？"
    )
    assert parse('{"type":"choose","exchange":3,"option":0}') == Choose(exchange=3, option=0)
    assert parse(b'{"type":"feedback","exchange":3,"helped":false}') == Feedback(exchange=3, helped=False)


def test_a_hello_may_leave_out_what_a_first_visit_does_not_have() -> None:
    assert parse('{"type":"hello"}') == Hello(conversation=None, cursor=0, locale="ja")


def test_an_unknown_language_is_answered_in_japanese() -> None:
    assert parse('{"type":"hello","locale":"fr"}') == Hello(conversation=None, cursor=0, locale="ja")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "bad_json"),
        ("{", "bad_json"),
        (b"\xff\xfe\x00", "bad_json"),
        ("[" * 10_000, "bad_json"),
        ('{"type":"choose","exchange":' + "9" * 5000 + ',"option":1}', "bad_json"),
        ('{"type":"choose","exchange":NaN,"option":1}', "bad_json"),
        ('{"type":"choose","exchange":Infinity,"option":1}', "bad_json"),
        ("[]", "bad_frame"),
        ('"ask"', "bad_frame"),
        ("null", "bad_frame"),
        ("{}", "unknown_type"),
        ('{"type":"delete"}', "unknown_type"),
        ('{"type":["ask"]}', "unknown_type"),
        ('{"type":{"ask":1}}', "unknown_type"),
        ('{"type":"ask","text":"x"}', "bad_field"),
        ('{"type":"ask","id":"","text":"x"}', "bad_field"),
        ('{"type":"ask","id":"a b","text":"x"}', "bad_field"),
        ('{"type":"ask","id":7,"text":"x"}', "bad_field"),
        ('{"type":"ask","id":"' + "a" * 65 + '","text":"x"}', "bad_field"),
        ('{"type":"ask","id":"a"}', "bad_field"),
        ('{"type":"ask","id":"a","text":["x"]}', "bad_field"),
        ('{"type":"ask","id":"a","text":" \\u3000\\n\\u0000 "}', "empty_text"),
        ('{"type":"choose","exchange":1,"option":true}', "bad_field"),
        ('{"type":"choose","exchange":1.0,"option":1}', "bad_field"),
        ('{"type":"choose","exchange":0,"option":1}', "bad_field"),
        ('{"type":"choose","exchange":1,"option":-1}', "bad_field"),
        ('{"type":"choose","exchange":99999999999,"option":1}', "bad_field"),
        ('{"type":"feedback","exchange":1,"helped":"yes"}', "bad_field"),
        ('{"type":"feedback","exchange":1}', "bad_field"),
        ('{"type":"hello","conversation":{"$ne":null}}', "bad_field"),
        ('{"type":"hello","cursor":"0"}', "bad_field"),
        ('{"type":"hello","locale":1}', "bad_field"),
    ],
)
def test_anything_else_is_refused_with_a_code(raw: str | bytes, code: str) -> None:
    assert code_of(raw) == code


def test_a_text_of_four_kilobytes_is_read_and_one_byte_more_is_refused() -> None:
    assert parse(json.dumps({"type": "ask", "id": "a", "text": "x" * MAX_TEXT_BYTES}))
    assert (
        code_of(json.dumps({"type": "ask", "id": "a", "text": "x" * (MAX_TEXT_BYTES + 1)})) == "text_too_long"
    )
    japanese = json.dumps({"type": "ask", "id": "a", "text": "あ" * 1366}, ensure_ascii=False)
    assert code_of(japanese) == "text_too_long"


def test_a_frame_beyond_sixteen_kilobytes_is_refused_before_it_is_read() -> None:
    assert code_of("x" * (MAX_FRAME_BYTES + 1)) == "frame_too_large"
    assert code_of("あ" * (MAX_FRAME_BYTES // 2)) == "frame_too_large"
    assert code_of(b"x" * 2_000_000) == "frame_too_large"


def test_a_refused_frame_gives_its_id_back() -> None:
    with pytest.raises(BadFrame) as refused:
        parse('{"type":"ask","id":"a-1","text":""}')
    assert refused.value.id == "a-1"


def test_signs_that_a_database_cannot_keep_become_spaces() -> None:
    assert parse('{"type":"ask","id":"a","text":"ご\\u0000み\\ud800の日"}') == Ask(id="a", text="ご み の日")


def test_a_request_holds_one_frame_or_a_few() -> None:
    assert parse_many('{"type":"hello"}', most=3) == [{"type": "hello"}]
    assert parse_many('[{"type":"hello"},1]', most=3) == [{"type": "hello"}, 1]
    for raw in ("[]", "[1,2,3,4]"):
        with pytest.raises(BadFrame):
            parse_many(raw, most=3)


def test_server_frames_have_exactly_the_agreed_keys() -> None:
    source = Source(url="https://a.example", department="市民課", checked_on="2026-04-01", title="転入届")
    frames: dict[str, tuple[Any, set[str]]] = {
        "welcome": (Welcome("token", 3), {"conversation", "cursor"}),
        "reply": (
            Reply(1, "a", "<p>x</p>", "x", source, 0.9),
            {"exchange", "id", "html", "text", "source", "confidence"},
        ),
        "candidates": (Candidates(1, "a", [Option(1, "転入届")]), {"exchange", "id", "options"}),
        "unknown": (Unknown(1, "a", "x", "y"), {"exchange", "id", "text", "contact"}),
        "refusal": (Refusal("too_many", "x", "a"), {"code", "text", "id"}),
    }
    for name, (frame, keys) in frames.items():
        written = as_json(frame)
        assert written["type"] == name
        assert set(written) == keys | {"type"}
    assert as_json(Refusal("error", "x")) == {"type": "refusal", "code": "error", "text": "x"}
    assert as_json(frames["candidates"][0])["options"] == [{"option": 1, "label": "転入届"}]


@given(ANY_FRAME | ANY_JSON)
def test_no_json_whatever_does_more_than_be_refused(content: Any) -> None:
    with suppress(BadFrame):
        assert isinstance(parse(json.dumps(content)), Hello | Ask | Choose | Feedback)


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_no_bytes_whatever_do_more_than_be_refused(raw: str | bytes) -> None:
    with suppress(BadFrame):
        parse(raw)
