"""Long lists go on over pages: nothing lost, nothing twice, addresses that stay, links both ways."""

import pytest

from generator.paging import Group, groups, leaves, starts


def test_pages_hold_every_line_once() -> None:
    """The first at the list's own address, the others beside it."""
    found = leaves("q/2024Q3/", range(7), 3)
    assert [list(leaf.items) for leaf in found] == [[0, 1, 2], [3, 4, 5], [6]]
    assert [leaf.path for leaf in found] == ["q/2024Q3/", "q/2024Q3_2/", "q/2024Q3_3/"]
    assert [leaf.suffix for leaf in found] == ["", "（第 2 页）", "（第 3 页）"]
    assert {(leaf.count, leaf.total) for leaf in found} == {(3, 7)}


def test_a_list_that_fits_is_one_page() -> None:
    """A full one, and an empty one."""
    assert [leaf.path for leaf in leaves("a/1/", "abc", 3)] == ["a/1/"]
    assert [(leaf.path, leaf.items, leaf.total) for leaf in leaves("a/1/", (), 3)] == [("a/1/", (), 0)]


def test_a_list_that_begins_within_a_page() -> None:
    """Its first page is a place on that page; the others have a name of their own."""
    found = leaves("a/1/#results", range(5), 3, "a/1_results")
    assert [leaf.path for leaf in found] == ["a/1/#results", "a/1_results_2/"]
    assert found[1].address(1) == "a/1/#results"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1, (1, 2, None, 9)),
        (3, (1, 2, 3, 4, None, 9)),
        (5, (1, None, 4, 5, 6, None, 9)),
        (9, (1, None, 8, 9)),
    ],
)
def test_numbers_that_a_page_leads_to(number: int, shown: tuple[int | None, ...]) -> None:
    """The ends, and those near by."""
    assert leaves("a/", range(9), 1)[number - 1].shown == shown


def test_groups_go_on_over_pages() -> None:
    """An area that began on the page before says so; each begins on the page where its first line is."""
    lines = [("x", 0), ("x", 1), ("x", 2), ("y", 3), ("z", 4)]
    totals = {"x": 3, "y": 1, "z": 1}
    first, second, third = leaves("q/", lines, 2)
    assert groups(first, totals, None) == [Group("x", [0, 1], 3, False)]
    assert groups(second, totals, first) == [Group("x", [2], 3, True), Group("y", [3], 1, False)]
    assert groups(third, totals, second) == [Group("z", [4], 1, False)]
    assert starts((first, second, third)) == {"x": 1, "y": 2, "z": 3}
