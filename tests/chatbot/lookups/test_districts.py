"""Many districts: found by a part of their name, by reading, by ward, never by chance."""

from datetime import datetime

import pytest

from chatbot.models import LookupSet
from chatbot.services import frames
from chatbot.services.lookups import sets
from chatbot.services.lookups.districts import Districts
from tests.chatbot.lookups import lists
from tests.chatbot.lookups.lists import MORNING, Talk

SIXTY = [f"{sign}{end}" for end in ("町", "台", "が丘", "新田") for sign in "桜松梅竹藤菊萩森林川岩石谷浜島"]


def of_sixty(now: datetime = MORNING) -> LookupSet:
    rows = "".join(f"{name},北,月 木,水1,金2\n" for name in SIXTY)
    days = f"地名,センター,燃やすごみ,資源,燃えないごみ\n{rows}"
    files = [(name, days.encode() if name == "area_days.csv" else content) for name, content in lists.files()]
    held = sets.upload(actor=None, kind="garbage", files=files, about=lists.ABOUT, now=now)
    sets.activate(held=held, actor=None, now=now)
    return held


@pytest.mark.django_db
def test_sixty_districts_are_offered_in_groups_with_a_box_to_find_one() -> None:
    of_sixty()
    [turn] = frames.turns([Talk().says("燃えるごみはいつ")])
    assert len(turn.view.buttons) <= 12  # type: ignore[union-attr]
    assert turn.view.find is not None  # type: ignore[union-attr]
    assert 'type="search"' in frames.said(turn)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "wanted"), [("桜が丘", "桜が丘"), ("さくらがおか", "桜が丘"), ("sakuragaoka", "桜が丘")]
)
def test_a_district_is_found_by_name_reading_and_letters(typed: str, wanted: str) -> None:
    of_sixty()
    talk = Talk()
    talk.says("燃えるごみはいつ")
    assert talk.says(typed).state["district"] == wanted


@pytest.mark.django_db
def test_a_part_of_a_name_offers_those_that_hold_it() -> None:
    of_sixty()
    talk = Talk()
    talk.says("燃えるごみはいつ")
    asked = talk.says("新田")
    assert len([each for each in asked.state["choices"] if each["do"] == "district"]) == 15


def test_without_its_ending_a_name_may_be_several() -> None:
    districts = Districts(["桜町", "桜台", "本港町"])
    assert districts.meant("桜") == districts.meant("さくら") == ["桜町", "桜台"]
    assert districts.meant("桜町") == districts.meant("さくらまち") == ["桜町"]


@pytest.mark.django_db
def test_few_districts_need_no_box(garbage: LookupSet) -> None:
    [turn] = frames.turns([Talk().says("燃えるごみはいつ")])
    assert turn.view.find is None  # type: ignore[union-attr]


def test_a_name_inside_another_name_is_not_meant() -> None:
    districts = Districts(["港町", "本町"])
    assert districts.inside("汐見市港町のごみ") == ("港町", "港町")
    assert districts.inside("本港町のごみ") == ("", "")
    assert districts.inside("ほんみなとのごみ") == ("", "")
    assert districts.inside("わたしはみなとです")[1] == "港町"


def test_a_ward_stands_for_its_districts() -> None:
    districts = Districts(
        [
            f"{ward}地区 {name}"
            for ward in ("港", "山手")
            for name in ("東", "西", "南", "北", "中", "上", "下")
        ]
    )
    ward, among = districts.of_ward("山手地区のごみ")
    assert (ward, len(among)) == ("山手地区", 7)
    assert districts.named("みなと") == "港地区"
