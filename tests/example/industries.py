"""What the fictional enterprises do: names after GB/T 4754, with what each kind of business usually emits."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Industry:
    """One line of business. `key` and `special` are rates in percent; `permit` the class of its discharge permit."""

    name: str
    trade: str
    """What stands in the enterprise's name before its form."""
    form: str
    kind: str
    """The first two characters of its credit code."""
    permit: str
    emits: tuple[str, ...]
    key: int
    special: int = 6


_CO, _COOP, _SHOP, _PUBLIC = "91", "93", "92", "12"
_FOCUS, _SIMPLE, _LISTED = "重点管理", "简化管理", "登记管理"
_LTD = "有限公司"

INDUSTRIES = {
    industry.name: industry
    for industry in (
        Industry("有机化学原料制造", "化工", _LTD, _CO, _FOCUS, ("废水", "废气", "危险废物"), 75, 12),
        Industry("化学农药制造", "农化", _LTD, _CO, _FOCUS, ("废水", "废气", "危险废物"), 70, 12),
        Industry("水泥制造", "水泥", _LTD, _CO, _FOCUS, ("废气", "噪声"), 70),
        Industry("机制纸及纸板制造", "纸业", _LTD, _CO, _FOCUS, ("废水", "废气", "固体废物"), 60, 10),
        Industry("污水处理及其再生利用", "污水处理", _LTD, _CO, _FOCUS, ("废水", "固体废物"), 85, 4),
        Industry("锑冶炼", "锑业", _LTD, _CO, _FOCUS, ("废水", "废气", "危险废物"), 75, 15),
        Industry("金属表面处理及热处理加工", "表面处理", _LTD, _CO, _FOCUS, ("废水", "废气", "危险废物"), 55, 10),
        Industry("生物质能发电", "环保能源", _LTD, _CO, _FOCUS, ("废气", "固体废物"), 70),
        Industry("危险废物治理", "环保科技", _LTD, _CO, _FOCUS, ("废水", "废气", "危险废物"), 65, 12),
        Industry("电子电路制造", "电路", _LTD, _CO, _FOCUS, ("废水", "废气", "危险废物"), 55),
        Industry("电容器制造", "电子", _LTD, _CO, _SIMPLE, ("废水", "废气"), 15),
        Industry("综合医院", "", "医院", _PUBLIC, _FOCUS, ("废水", "医疗废物", "辐射"), 40, 3),
        Industry("生猪饲养", "生态养殖", "专业合作社", _COOP, _SIMPLE, ("废水", "固体废物"), 8, 10),
        Industry("牲畜屠宰", "食品", _LTD, _CO, _FOCUS, ("废水", "固体废物"), 35, 8),
        Industry("水产品冷冻加工", "水产", _LTD, _CO, _SIMPLE, ("废水",), 8),
        Industry("水产养殖", "渔业", "专业合作社", _COOP, _LISTED, ("废水",), 0),
        Industry("稻谷加工", "米业", _LTD, _CO, _LISTED, ("废气", "噪声"), 0, 3),
        Industry("精制茶加工", "茶业", _LTD, _CO, _LISTED, ("废气",), 0, 2),
        Industry("竹制品制造", "竹业", _LTD, _CO, _SIMPLE, ("废气", "噪声"), 3),
        Industry("麻纺织及染整精加工", "纺织", _LTD, _CO, _FOCUS, ("废水", "废气"), 35, 8),
        Industry("金属船舶制造", "船舶", _LTD, _CO, _SIMPLE, ("废气", "噪声"), 12),
        Industry("通用设备制造", "机械", _LTD, _CO, _SIMPLE, ("废气", "噪声"), 3),
        Industry("塑料制品业", "塑业", _LTD, _CO, _SIMPLE, ("废气",), 2),
        Industry("木质家具制造", "家具", _LTD, _CO, _SIMPLE, ("废气", "噪声"), 2),
        Industry("包装装潢及其他印刷", "印务", _LTD, _CO, _SIMPLE, ("废气", "危险废物"), 2),
        Industry("粘土砖瓦及建筑砌块制造", "建材", _LTD, _CO, _SIMPLE, ("废气", "噪声"), 5, 10),
        Industry("预拌混凝土制造", "混凝土", _LTD, _CO, _LISTED, ("废水", "噪声"), 0, 8),
        Industry("建筑用石加工", "石材", _LTD, _CO, _LISTED, ("废气", "噪声"), 0, 10),
        Industry("白酒制造", "酒业", _LTD, _CO, _SIMPLE, ("废水",), 4),
        Industry("蔬菜、水果罐头制造", "罐头食品", _LTD, _CO, _SIMPLE, ("废水",), 4),
        Industry("金属废料和碎屑加工处理", "再生资源", _LTD, _CO, _SIMPLE, ("废气", "固体废物"), 6, 10),
        Industry("机动车燃油零售", "加油站", _LTD, _CO, _LISTED, ("废气",), 0, 2),
        Industry("汽车修理与维护", "", "汽车修理厂", _SHOP, _LISTED, ("废气", "危险废物"), 0, 6),
        Industry("洗染服务", "", "洗涤服务部", _SHOP, _LISTED, ("废水",), 0, 3),
        Industry("环境保护监测", "检测", _LTD, _CO, _LISTED, ("危险废物",), 0, 3),
    )
}

COMMON = (
    "汽车修理与维护", "汽车修理与维护", "机动车燃油零售", "生猪饲养", "生猪饲养", "塑料制品业", "通用设备制造",
    "木质家具制造",
    "预拌混凝土制造", "粘土砖瓦及建筑砌块制造", "稻谷加工", "污水处理及其再生利用", "综合医院", "包装装潢及其他印刷",
    "金属废料和碎屑加工处理", "牲畜屠宰", "洗染服务", "水泥制造", "有机化学原料制造",
)  # fmt: skip
"""Businesses found in every area, as often as they are listed."""

LOCAL = {
    "430902": ("电容器制造", "电容器制造", "电子电路制造", "机制纸及纸板制造", "麻纺织及染整精加工", "化学农药制造"),
    "430903": ("机制纸及纸板制造", "通用设备制造", "环境保护监测", "化学农药制造", "危险废物治理", "生物质能发电"),
    "430921": ("水产品冷冻加工", "水产品冷冻加工", "水产养殖", "稻谷加工", "白酒制造", "蔬菜、水果罐头制造"),
    "430922": ("竹制品制造", "竹制品制造", "竹制品制造", "锑冶炼", "建筑用石加工", "金属表面处理及热处理加工"),
    "430923": ("精制茶加工", "精制茶加工", "精制茶加工", "锑冶炼", "建筑用石加工", "竹制品制造"),
    "430981": (
        "金属船舶制造",
        "金属船舶制造",
        "麻纺织及染整精加工",
        "机制纸及纸板制造",
        "水产养殖",
        "蔬菜、水果罐头制造",
    ),
    "430971": ("水产养殖", "水产养殖", "稻谷加工", "水产品冷冻加工", "麻纺织及染整精加工", "白酒制造"),
    "430972": ("电子电路制造", "电容器制造", "电子电路制造", "通用设备制造", "危险废物治理", "环境保护监测"),
}
"""Businesses that each area is known for."""
