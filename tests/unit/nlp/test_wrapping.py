"""Line breaks inside sentences, as mails bring them."""

import pytest

from nlp.text.sentences import split_sentences
from nlp.text.wrapping import unwrapped, wrapped_breaks

MAIL = """駅前の駐輪場について意見を申し上げます。朝の七時を過ぎるとすでに満
車で、遠くの商店街の空き地まで歩かなければならず、電車に乗り遅れるこ
とが何度もありました。屋根のある場所を増やしてください。
"""
HEADED = f"""駐輪場について

{MAIL}
・屋根がほしい
・照明がほしい
"""
ENGLISH = """The bicycle park in front of the station is full before seven in
the morning, so that I have to walk from the other end of the shopping
street and miss my train. Please build a second one, with a roof over
it and a light.
"""


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def test_a_wrapped_paragraph_ends_its_sentences_where_they_end() -> None:
    assert [unwrapped(one) for one in sentences(MAIL)] == [
        "駅前の駐輪場について意見を申し上げます。",
        (
            "朝の七時を過ぎるとすでに満車で、遠くの商店街の空き地まで歩かなければならず、"
            "電車に乗り遅れることが何度もありました。"
        ),
        "屋根のある場所を増やしてください。",
    ]


def test_offsets_are_those_of_the_text_with_its_line_breaks() -> None:
    _greeting, complaint, _wish = split_sentences(MAIL)
    assert MAIL[complaint.start : complaint.end].count("\n") == 2
    assert wrapped_breaks(MAIL) == {MAIL.index("満\n") + 1, MAIL.index("るこ\n") + 2}


def test_headings_and_lists_around_a_wrapped_paragraph_stay_by_themselves() -> None:
    found = sentences(HEADED)
    assert found[0] == "駐輪場について"
    assert found[-2:] == ["・屋根がほしい", "・照明がほしい"]
    assert len(found) == 6


def test_english_lines_are_wrapped_between_words() -> None:
    first, _second = [unwrapped(one) for one in sentences(ENGLISH)]
    assert first.startswith(
        "The bicycle park in front of the station is full before seven in the morning, so"
    )
    assert first.endswith("and miss my train.")


def test_a_bracket_may_be_closed_on_the_next_line_of_a_wrapped_paragraph() -> None:
    text = MAIL.replace("すでに満\n車で", "（どこも満\n車。）で")
    assert "（どこも満\n車。）で、遠くの商店街" in sentences(text)[1]


@pytest.mark.parametrize(
    "text",
    [
        # Two lines tell nothing of a width.
        "駅前の駐輪場がいつも満車でとても困っている人が大勢いるという\n話を聞きました。",
        # Wishes, a line each.
        (
            "駅前の駐輪場がいつも満車で困るので屋根のある場所を増やしてほしい\n"
            "夜道が暗くて歩くのが怖いので通学路に街灯をもう少し増やしてほしい\n"
            "公園の遊具が古くて危ないので子どもが遊べる新しいものにしてほしい\n"
        ),
        # A list of marked points.
        (
            "・駅前の駐輪場がいつも満車で困るので屋根のある場所を増設する件\n"
            "・夜道が暗くて歩くのが怖いので通学路に街灯をもう少し増設する件\n"
            "・公園の遊具が古くて危ないので子どもが遊べるものに交換する件\n"
        ),
        # Points of different lengths without a mark.
        (
            "屋根のある駐輪場を駅前と商店街の両方に増設することについての意見\n"
            "通学路の街灯の増設\n"
            "子どもが安心して遊ぶことのできる新しい遊具への交換についての意見\n"
            "子どもが安心して遊ぶことのできる広い公園の整備についての要望書等\n"
        ),
        # Short lines: an address, a poem.
        "塩見市役所\n企画課の方\n町内会の者\n防災の担当\n",
        # Paragraphs that each begin with an indent.
        (
            "　駅前の駐輪場がいつも満車で困るので屋根のある場所の増設を希望\n"
            "　夜道が暗くて歩くのが怖いので通学路に街灯をもう少し増設を希望\n"
            "　公園の遊具が古くて危ないので子どもが遊べるものに交換する希望\n"
        ),
    ],
)
def test_lines_that_somebody_ended_on_purpose_end_a_sentence(text: str) -> None:
    assert wrapped_breaks(text) == frozenset()
    assert all("\n" not in one for one in sentences(text))


def test_one_line_stays_as_it_is() -> None:
    assert unwrapped("そのまま The end") == "そのまま The end"
    assert unwrapped("満\n車 The\nend") == "満車 The end"
