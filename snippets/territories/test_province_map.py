"""Figures on the map of the provinces: how strong the colour is, and where a label has room."""

from __future__ import annotations

from types import SimpleNamespace

from snippets.territories.boundaries import known_codes
from snippets.territories.models import Province
from snippets.territories.province_map import STEPS, province_map


def observation(code: str | None, value, qualifier: str = "exact"):
    province = code and Province(iso_code=code, name_ar=code, name_fr=code, name_en=code)
    return SimpleNamespace(province=province, value=value, qualifier=qualifier)


def mapped(*figures: tuple):
    table = SimpleNamespace(observations=[observation(*figure) for figure in figures])
    return province_map(table, lambda o: str(o.value))


def steps(*figures: tuple) -> list[int]:
    return [place.step for place in mapped(*figures).places]


def test_higher_figure_is_coloured_more_strongly():
    assert steps(("MA-KEN", 38), ("MA-SIK", 32), ("MA-SIL", 31)) == [4, 2, 1]
    many = steps(*((code, n) for n, code in enumerate(sorted(known_codes()))))
    assert many == sorted(many)
    assert set(many) == set(range(1, STEPS + 1))
    assert steps(("MA-KEN", 1), ("MA-SIK", 2), ("MA-SIL", 3), ("MA-KHE", 4)) == [1, 2, 3, 4]


def test_equal_figures_have_one_colour_and_an_unknown_one_has_none():
    assert steps(("MA-KEN", 7), ("MA-SIK", 7), ("MA-SIL", None)) == [4, 4, 0]
    assert steps(("MA-KEN", None), ("MA-SIK", 0)) == [0, 4]


def test_map_says_where_the_figure_is_lowest_and_highest():
    low, high = mapped(("MA-KEN", 38), ("MA-SIK", 32), ("MA-SIL", 31)).extremes
    assert (low.value, high.value) == (31, 38)


def test_map_does_not_say_what_the_figures_leave_open():
    assert mapped(("MA-KEN", 38), ("MA-SIK", 31), ("MA-SIL", 31)).extremes is None
    assert mapped(("MA-KEN", 38), ("MA-SIK", 38)).extremes is None
    assert mapped(("MA-KEN", 38), ("MA-SIK", 31), ("MA-SIL", None)).extremes is None
    assert mapped(("MA-KEN", 38), ("MA-SIK", 31, "more_than")).extremes is None
    assert mapped(("MA-KEN", None), ("MA-SIK", None)).extremes is None


def test_table_without_two_provinces_that_are_known_has_no_map():
    assert mapped((None, 1572)) is None
    assert mapped(("MA-KEN", 38)) is None
    assert mapped(("MA-KEN", 38), ("XA-1", 62)) is None
    assert mapped() is None


def test_province_without_an_outline_is_in_the_table_only():
    places = mapped(("MA-KEN", 38), ("XA-1", 10), ("MA-SIL", 31)).places
    assert [place.outline.code for place in places] == ["MA-KEN", "MA-SIL"]


REGION = ("MA-KEN", "MA-KHE", "MA-RAB", "MA-SAL", "MA-SIK", "MA-SIL", "MA-SKH")


def labelled(codes) -> set[str]:
    places = mapped(*((code, 1) for code in sorted(codes))).places
    return {place.outline.code for place in places if place.has_label}


def test_labels_stand_only_where_they_have_room():
    assert labelled(REGION[:1] + REGION[4:6]) == {"MA-KEN", "MA-SIK", "MA-SIL"}
    assert "MA-RAB" not in labelled(REGION)
    assert "MA-KHE" in labelled(REGION)


def test_map_on_which_few_labels_have_room_has_none():
    assert labelled(known_codes()) == set()
