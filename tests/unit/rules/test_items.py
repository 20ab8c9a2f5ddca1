"""二(二), 三(一): 随机抽查事项 and their list."""

from dataclasses import replace

import pytest

from ledger.core.encoding import Json, jcs, parse_jcs
from ledger.core.errors import FormError
from ledger.core.rules.item_list import ItemList, format_item_list, parse_item_list
from tests.support.ledgers import item_list
from tests.unit.rules.quarters import registry
from tests.unit.rules.year import Year

LIST = parse_item_list(item_list())
TEXTS = ("basis", "content", "frequency", "name", "object", "period", "requirement", "share", "staff", "subject", "type")


def changed(**fields: Json) -> bytes:
    """The list, its first item saying something else."""
    value = parse_jcs(item_list(), "清单")
    assert isinstance(value, dict)
    items = value["items"]
    assert isinstance(items, list) and isinstance(items[0], dict)
    items[0] |= fields
    return jcs(value)


@pytest.mark.parametrize("name", TEXTS)
def test_every_field_is_filled(name: str) -> None:
    """应包括对监督检查人员的要求、检查对象的范围、检查的内容、抽查的比例和频次、实施抽查的时间和方式、检查要求等，
    明确抽查项目、事项类型、检查对象、检查方式、检查主体等内容."""
    with pytest.raises(FormError, match="须写明") as error:
        parse_item_list(changed(**{name: ""}))
    assert error.value.place == f"事项清单.items.{name}"


@pytest.mark.parametrize("methods", [[], ["电话"], "现场"])
def test_every_item_has_its_modes(methods: Json) -> None:
    """检查方式: of the three of 五(一)."""
    with pytest.raises(FormError):
        parse_item_list(changed(methods=methods))


def test_both_ways() -> None:
    """The list is read as it is written, its items by number."""
    assert parse_item_list(format_item_list(LIST)) == LIST
    with pytest.raises(FormError, match="次序不对或重复"):
        parse_item_list(format_item_list(replace(LIST, items=LIST.items[::-1])))
    with pytest.raises(FormError, match="须为 own、joint 之一"):
        parse_item_list(format_item_list(replace(LIST, kind="other")))


def with_list(items: ItemList) -> Year:
    """A year whose bureau publishes another version of its list."""
    year = Year(registry(4))
    year.bureau.publish(year.tick(), "item-list", items.id, format_item_list(items))
    return year


def test_more_than_thirteen() -> None:
    """随机抽查事项主要包括但不限于: a list may grow, and a plan may use what it has."""
    more = replace(LIST.items[1], id="14", name="示例：其他事项")
    year = with_list(replace(LIST, items=(*LIST.items, more)))
    year.takes = {(1, "key"): 1}
    plan = year.plan(1)
    year.bureau.publish_plan(year.tick(), replace(plan, rows=tuple(replace(row, items=("03", "14")) for row in plan.rows)))
    assert year.announce(year.order("more", 1, "key")).status == "pass"


def test_a_plan_uses_items_of_its_list() -> None:
    """二(二): 随机抽查事项主要包括但不限于: an inspection is of items that were published, in the version that the plan rests
    on."""
    year = with_list(replace(LIST, items=LIST.items[:1]))
    assert year.announce(year.order("gone", 1, "key")).evidence == "事项清单 2023 没有第 03 项"


def test_an_empty_field_is_found_in_the_ledger() -> None:
    """三(一): 随机抽查事项清单应包括对监督检查人员的要求、…: a list that lacks what the clause asks for carries no draw."""
    year = Year(registry(4))
    year.bureau.publish(year.tick(), "item-list", "2023", changed(staff=""))
    found = year.announce(year.order("empty", 1, "key"))
    assert (found.status, found.evidence) == ("fail", "事项清单.items.staff: 须写明")


def test_a_draw_keeps_the_version_it_was_announced_by() -> None:
    """实行动态管理: a later version changes nothing that was announced before it."""
    year = Year(registry(4))
    year.announce(year.order("before", 1, "key"))
    year.bureau.publish(year.tick(), "item-list", "2023", format_item_list(replace(LIST, items=LIST.items[:1])))
    assert year.check("before").status == "pass"
