"""The fictional registries: enterprises and inspectors, the same at every run, none of them anyone's."""

from dataclasses import dataclass, replace

from tests.example.choice import chance, number, pick, shuffled
from tests.example.codes import credit_code
from tests.example.facts import BAD, RISK, Lowered, Placed, class_on, first_facts
from tests.example.industries import COMMON, INDUSTRIES, LOCAL, Industry
from tests.example.places import AREAS, CITY, Area

FIRST = "云岭清溪金竹银杏白鹭青松翠微碧波长风晨光星河远山沧浪丹枫紫荆蓝田绿洲瑞雪春晖秋实嘉禾丰泽永宁安澜"
SECOND = "达兴盛源泰和恒昌润丰益华"
SURNAMES = "张李王赵陈刘杨黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "一二三四五六七八九十"


@dataclass(frozen=True)
class Entity:
    """One enterprise, as its record has it."""

    code: str
    name: str
    area: str
    address: str
    industry: str
    permit: str
    tags: tuple[str, ...]
    status: str
    facts: tuple[Placed, ...] = ()
    lowered: Lowered | None = None

    @property
    def path(self) -> str:
        """Where its record lies."""
        return f"entities/{self.area}/{self.code}.yaml"

    def kind(self, day: str) -> str:
        """监管类别 on a day."""
        return class_on(self.facts, self.lowered, day)

    def record(self) -> dict[str, object]:
        """The YAML record."""
        record: dict[str, object] = {
            "名称": self.name,
            "统一社会信用代码": self.code,
            "区域": self.area,
            "地址": self.address,
            "行业": self.industry,
            "排污许可": self.permit,
        }
        if self.facts:
            record["情形"] = [fact.record() for fact in self.facts]
        if self.lowered is not None:
            record["调整"] = self.lowered.record()
        return record | {"标签": list(self.tags), "状态": self.status}


@dataclass(frozen=True)
class Inspector:
    """One inspector, as the record has it."""

    certificate: str
    name: str
    unit: str
    post: str
    area: str
    tags: tuple[str, ...]
    recuse: tuple[str, ...] = ()
    status: str = "在岗"

    @property
    def path(self) -> str:
        """Where the record lies."""
        return f"inspectors/{self.area}/{self.certificate}.yaml"

    def record(self) -> dict[str, object]:
        """The YAML record."""
        record: dict[str, object] = {
            "姓名": self.name,
            "执法证号": self.certificate,
            "单位": self.unit,
            "职务岗位": self.post,
            "区域": self.area,
            "标签": list(self.tags),
        }
        if self.recuse:
            record["回避"] = list(self.recuse)
        return record | {"状态": self.status}


def _styles() -> list[str]:
    pairs = [FIRST[i : i + 2] for i in range(0, len(FIRST), 2)]
    return pairs + [pair[0] + second for pair in pairs for second in SECOND if second not in pair]


def _class(industry: Industry, *label: object) -> str:
    if chance(industry.special, "special", *label):
        return "特殊"
    return "重点" if chance(industry.key, "key", *label) else "一般"


def _tags(industry: Industry, kind: str, facts: tuple[Placed, ...], *label: object) -> tuple[str, ...]:
    tags = [f"污染物:{what}" for what in industry.emits]
    size = (
        pick(("大型", "中型", "中型", "小型"), "size", *label)
        if kind == "重点"
        else pick(("中型", "小型", "小型", "小型", "微型"), "size", *label)
    )
    tags.append(f"规模:{size}")
    monitored = industry.permit == "重点管理" and (kind == "重点" or chance(30, "monitor", *label))
    tags.append("在线监控:有" if monitored else "在线监控:无")
    seasonal = industry.name in ("精制茶加工", "稻谷加工", "蔬菜、水果罐头制造", "水产品冷冻加工")
    tags.append("生产周期:季节性" if seasonal else "生产周期:全年")
    if "废气" in industry.emits and industry.permit == "重点管理":
        tags.append("绩效分级:" + pick("BCCD", "grade", *label))
    if chance(6, "project", *label):
        tags.append("项目建设:在建")
    reasons = {fact.kind for fact in facts}
    grade = "D" if BAD in reasons else "C" if RISK in reasons else pick("AABBBBC", "credit", *label)
    if kind != "一般":
        tags.append(f"信用等级:{grade}")
    if (kind == "一般" and chance(5, "good", *label)) or (kind == "重点" and grade in "AB" and chance(35, "good", *label)):
        tags.append("正面清单")
    return tuple(sorted(tags))


def entity(area: Area, serial: int, style: str, year: int = 2023) -> Entity:
    """The enterprise with this serial number in this area, first recorded in the summer of a year."""
    label = (area.code, serial)
    industry = INDUSTRIES[pick(COMMON + LOCAL[area.code], "industry", *label)]
    kind = _class(industry, *label)
    facts = first_facts(kind, year, *label)
    place = area.name if area.name.startswith("益阳") else "益阳市" + area.name
    road = pick(("示例大道", "示例东路", "示例西路", "示例工业园一路", "示例工业园二路", "示例镇正街"), "road", *label)
    status = "停产" if chance(4, "halted", *label) else "注销" if chance(2, "gone", *label) else "在营"
    return Entity(
        credit_code(industry.kind, area.code, serial),
        f"{place}示例{style}{industry.trade}{industry.form}",
        area.code,
        f"{place}{road}{1 + number(288, 'door', *label)}号",
        industry.name,
        industry.permit,
        _tags(industry, kind, facts, *label),
        status,
        facts,
    )


def entities() -> list[Entity]:
    """All enterprises at the beginning."""
    found = []
    for area in AREAS.values():
        styles = shuffled(_styles(), "style", area.code)
        serial = 0
        for position in range(area.entities):
            serial += 1 + number(7, "gap", area.code, position)
            found.append(entity(area, serial, styles[position]))
    return found


_POSTS = ("执法队员", "执法队员", "执法队员", "一级执法员", "二级执法员", "三级主办", "四级主办")
_LINES = ("水", "大气", "固体废物", "水", "大气", "环评", "辐射", "土壤", "监测")


def _inspector(area: Area, position: int, name: str) -> Inspector:
    label = ("inspector", area.code, position)
    lines = {_LINES[position % len(_LINES)], pick(_LINES, "second", *label)}
    years = pick(("5年以下", "5至10年", "10年以上"), "years", *label)
    tags = ["执法", "部门:生态环境", f"工作年限:{years}", *(f"专业:{line}" for line in lines)]
    post = "大队长" if position == 0 else "副大队长" if position == 1 else pick(_POSTS, "post", *label)
    if area.code == CITY and position < 2:
        post = ("支队长", "副支队长")[position]
    return Inspector(f"EX{area.code}{position + 1:03d}", name, area.unit, post, area.code, tuple(sorted(tags)))


def _expert(position: int, name: str) -> Inspector:
    line = ("水", "大气", "固体废物", "辐射")[position]
    return Inspector(
        f"EX{CITY}{101 + position}", name, "益阳市示例环境科学研究所", "辅助检查专家", CITY,
        tuple(sorted(("专家", f"专业:{line}"))),
    )  # fmt: skip


def inspectors(listed: list[Entity]) -> list[Inspector]:
    """All inspectors at the beginning, and four experts; a few must recuse themselves from an enterprise."""
    names = shuffled([f"示例{s}{g}" for s in SURNAMES for g in GIVEN], "names")
    found = [_inspector(area, p, names.pop()) for area in AREAS.values() for p in range(area.inspectors)]
    found += [_expert(position, names.pop()) for position in range(4)]
    for position, person in enumerate(found):
        here = [e.code for e in listed if e.area == person.area]
        if here and chance(14, "recuse", person.certificate):
            found[position] = replace(person, recuse=(pick(here, "of", person.certificate),))
        elif here and chance(5, "leave", person.certificate):
            found[position] = replace(person, status="离岗")
    return found
