"""Geometry of the charts, and the pictures made of it."""

from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from consultations import charts
from consultations.charts import Series

START = date(2026, 11, 1)


def rendered(chart: charts.Chart) -> str:
    return render_to_string(f"components/chart_{chart.kind}.html", {"chart": chart})


def test_the_longest_bar_fills_the_width_and_the_others_are_to_scale() -> None:
    chart = charts.bars("方法別", [("Web", 200), ("紙", 50), ("窓口", 0)], "件")
    assert [bar.width for bar in chart.bars] == ["100", "25", "0"]
    assert chart.height == 3 * charts.ROW_HEIGHT


def test_numbers_are_grouped_and_a_hidden_one_is_said_in_words() -> None:
    with translation.override("ja"):
        chart = charts.bars("地区別", [("北", 12345), ("南", None)], "人", hidden="5未満")
    assert [bar.shown for bar in chart.bars] == ["12,345", "5未満"]
    assert chart.bars[1].width == "0"
    assert chart.rows == (("北", "12,345"), ("南", "5未満"))


def test_a_picture_carries_its_title_its_words_its_table_and_its_file() -> None:
    page = rendered(charts.bars("方法別", [("Web", 2000), ("紙", 1)], "件", "/numbers/channel.csv"))
    assert "<title" in page
    assert "<desc" in page
    assert "<table" in page
    assert 'href="/numbers/channel.csv"' in page
    assert 'width="100%"' in page
    assert 'width="0.05%"' in page, "no grouping or comma inside the picture"


def test_few_rows_stand_open_and_many_unfold() -> None:
    few = rendered(charts.bars("方法別", [(str(n), n) for n in range(6)], "件"))
    many = rendered(charts.bars("方法別", [(str(n), n) for n in range(7)], "件"))
    assert "<details" not in few
    assert "<details" in many


def test_without_rows_there_are_words_and_no_picture() -> None:
    for chart in (charts.bars("x", [], "件"), charts.lines("x", [], "件")):
        page = rendered(chart)
        assert "<svg" not in page
        assert "<p" in page


@pytest.mark.parametrize(("highest", "top"), [(0, 1), (1, 1), (3, 5), (5, 5), (6, 10), (11, 20), (980, 1000)])
def test_the_scale_is_round(highest: int, top: int) -> None:
    chart = charts.lines("日別", [Series("", [(START, highest)])], "件")
    assert chart.ticks[-1].shown == f"{top:,}"


def test_a_line_runs_from_the_first_day_to_the_last_with_gaps_in_time_kept() -> None:
    days = [START, START + timedelta(days=1), START + timedelta(days=10)]
    chart = charts.lines("日別", [Series("", [(day, 10) for day in days])], "件")
    assert chart.lines[0].points == "0,0 10,0 100,0"


def test_a_single_day_is_drawn_as_a_line_across() -> None:
    chart = charts.lines("日別", [Series("", [(START, 5)])], "件")
    assert chart.lines[0].points == "0,0 100,0"
    assert len(chart.marks) == 1


def test_series_differ_in_style_and_name_their_columns() -> None:
    values = [(START + timedelta(days=day), day) for day in range(9)]
    chart = charts.lines("日別", [Series("意見", values), Series("支持", values)], "件")
    assert [line.style for line in chart.lines] == [1, 2]
    assert chart.columns[1:] == ("意見 (件)", "支持 (件)")
    assert "chart-legend" in rendered(chart)


def test_a_label_with_markup_stays_text() -> None:
    page = rendered(charts.bars("<b>題</b>", [("<script>alert(1)</script>", 1)], "件"))
    assert "<script" not in page
    assert "<b>" not in page


class Ids(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.named: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if attributes.get("id"):
            self.ids.append(str(attributes["id"]))
        self.named |= set((attributes.get("aria-labelledby") or "").split())


def test_two_charts_on_a_page_share_no_id_and_every_name_is_there() -> None:
    one, two = (charts.bars(title, [("a", 1)], "件", f"/{title}.csv") for title in ("一", "二"))
    found = Ids(rendered(one) + rendered(two))
    assert len(found.ids) == len(set(found.ids))
    assert found.named <= set(found.ids)
