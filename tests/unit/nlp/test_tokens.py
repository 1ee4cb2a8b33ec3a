"""Words and noun phrases."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.text.tokens import Tokenizer, tokenizer_for_this_thread

HUGE = 100_000
ANY_TEXT = st.text(st.characters(codec=None), max_size=200)


def test_particles_and_auxiliaries_are_left_out() -> None:
    words = tokenizer_for_this_thread().content_words("転入届は市役所に出します。")
    assert words == ["転入", "届け", "市", "役所", "出す"]


def test_spelling_variants_have_one_form() -> None:
    tokenizer = tokenizer_for_this_thread()
    assert tokenizer.content_words("引越し") == tokenizer.content_words("引っ越し")
    assert tokenizer.content_words("ｶﾞｿﾘﾝ") == tokenizer.content_words("ガソリン")


def test_english_words_are_kept_and_english_function_words_are_not() -> None:
    words = tokenizer_for_this_thread().content_words("Where is the library of the city?")
    assert len(words) == 2


def test_japanese_and_english_may_be_mixed() -> None:
    assert tokenizer_for_this_thread().content_words("AIの学習データ") == ["AI", "学習", "データ"]


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "👨‍👩‍👧‍👦", "\x00\x07", "\ud800", "\ud83d\ud83d", "。。。", "ー" * 50]
)
def test_a_text_without_words_gives_no_error(text: str) -> None:
    assert isinstance(tokenizer_for_this_thread().content_words(text), list)


@pytest.mark.parametrize(
    "text",
    [
        "引っ越しの手続きを知りたい" * 8_000,
        "東京都" * (HUGE // 3),
        "（" * HUGE,
        "が\u3099" * (HUGE // 2),
        "1-" * (HUGE // 2),
    ],
    ids=["one line", "nouns", "brackets", "combining marks", "digits"],
)
def test_a_hundred_kilobytes_in_one_line_are_read(text: str) -> None:
    tokenizer = tokenizer_for_this_thread()
    tokenizer.content_words(text)
    assert tokenizer.morphemes(text)[-1].span.end == len(text)


def test_cutting_a_long_text_loses_no_words() -> None:
    sentence = "市民の意見を聞いてください。"
    tokenizer = tokenizer_for_this_thread()
    assert tokenizer.content_words(sentence * 3_000) == tokenizer.content_words(sentence) * 3_000


@settings(deadline=None, max_examples=100)
@given(ANY_TEXT)
def test_any_text_has_words_at_true_offsets(text: str) -> None:
    tokenizer = tokenizer_for_this_thread()
    tokenizer.content_words(text)
    words = tokenizer.morphemes(text)
    assert all(0 <= word.span.start <= word.span.end <= len(text) for word in words)
    assert [word.span for word in words] == sorted(word.span for word in words)


def test_each_thread_has_its_own_tokenizer() -> None:
    found: list[Tokenizer] = []
    errors: list[Exception] = []

    def work() -> None:
        try:
            found.append(tokenizer_for_this_thread())
            for _ in range(200):
                tokenizer_for_this_thread().content_words("公園の遊具が古くて危ない。直してください。")
        except Exception as error:  # noqa: BLE001 - what a thread raises must reach the test
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len({id(tokenizer) for tokenizer in found}) == 8
    assert tokenizer_for_this_thread() is tokenizer_for_this_thread()
