"""The registry as it changes from month to month: edits as data, applied to the generated beginning."""

from dataclasses import dataclass, field, replace

from tests.example.facts import DISCHARGER, VIOLATION, Lowered, Placed, discharger, violation
from tests.example.places import AREAS, CITY
from tests.example.registry import Entity, Inspector, entities, entity, inspectors


@dataclass
class Registry:
    """All records at one moment, by id."""

    entities: dict[str, Entity] = field(default_factory=dict)
    inspectors: dict[str, Inspector] = field(default_factory=dict)

    @classmethod
    def beginning(cls) -> "Registry":
        """The registries as they were first written down."""
        listed = entities()
        made = cls({e.code: e for e in listed}, {i.certificate: i for i in inspectors(listed)})
        for area, decided, serial in (("430981", "2022-05-27", 61), ("430921", "2022-08-26", 93)):
            code = made.fined(area)
            made.entities[code] = replace(made.entities[code], facts=(violation(decided, serial),))
        return made

    def files(self) -> dict[str, dict[str, object]]:
        """Every record by path."""
        records = [*self.entities.values(), *self.inspectors.values()]
        return {record.path: record.record() for record in records}

    def set_status(self, code: str, status: str) -> None:
        """An enterprise stops, starts again or ends."""
        self.entities[code] = replace(self.entities[code], status=status)

    def recuse(self, certificate: str, code: str) -> None:
        """An inspector has to stay away from an enterprise from now on."""
        person = self.inspectors[certificate]
        self.inspectors[certificate] = replace(person, recuse=tuple(sorted({*person.recuse, code})))

    def nth(self, area: str, kind: str, status: str, position: int, day: str) -> str:
        """The code of the n-th enterprise of a class on a day, in order of codes: names none by hand."""
        here = [e for e in self.entities.values() if (e.area, e.status) == (area, status)]
        return sorted(e.code for e in here if e.kind(day) == kind)[position]

    def place(self, code: str, fact: Placed) -> None:
        """One more fact about an enterprise."""
        self.entities[code] = replace(self.entities[code], facts=(*self.entities[code].facts, fact))

    def settle(self, code: str, until: str) -> None:
        """All that spoke against an enterprise ends on a day."""
        ended = tuple(replace(fact, until=until) for fact in self.entities[code].facts)
        self.entities[code] = replace(self.entities[code], facts=ended)

    def lower(self, area: str, decision: Lowered) -> None:
        """The first of an area's 重点排污单位 on the positive list is lowered to 一般."""
        for one in sorted(self.entities.values(), key=lambda e: e.code):
            if one.area == area and "正面清单" in one.tags and {fact.kind for fact in one.facts} == {DISCHARGER}:
                self.entities[one.code] = replace(one, lowered=decision)
                return
        raise LookupError(area)

    def add(self, area: str, serial: int, style: str) -> None:
        """A new enterprise is registered."""
        new = replace(entity(AREAS[area], serial, style, 2024), status="在营")
        self.entities[new.code] = new

    def autumn_2023(self) -> None:
        """The quarterly update of September 2023: one restart, one end, one inspector moved to other work."""
        day = "2023-09-12"
        self.set_status(self.nth("430922", "一般", "停产", 0, day), "在营")
        self.set_status(self.nth("430921", "一般", "在营", 11, day), "注销")
        self.inspectors["EX430981007"] = replace(self.inspectors["EX430981007"], status="离岗")

    def fined(self, area: str) -> str:
        """The first of an area whose only fact is a violation."""
        alone = (e.code for e in self.entities.values() if e.area == area and [f.kind for f in e.facts] == [VIOLATION])
        return min(code for code in alone if self.entities[code].status == "在营")

    def winter_2024(self) -> None:
        """January 2024: the other department's inspectors who take part in joint draws."""
        for position, name in enumerate(("示例冯一", "示例冯二", "示例冯三", "示例冯四", "示例冯五")):
            certificate = f"EX{CITY}{201 + position}"
            tags = ("专业:化学品", "工作年限:5至10年", "执法", "部门:应急管理")
            unit = "益阳市示例应急管理综合行政执法支队"
            self.inspectors[certificate] = Inspector(certificate, name, unit, "执法队员", CITY, tuple(sorted(tags)))

    def spring_2024(self) -> None:
        """April 2024: the year's new list of 重点排污单位, two closures, a petition settled."""
        day = "2024-04-02"
        for position in (5, 21, 33, 40):
            self.place(self.nth("430902", "一般", "在营", position, day), discharger(2024))
        self.place(self.nth("430923", "一般", "在营", 12, day), discharger(2024))
        for area, position in (("430921", 17), ("430972", 9)):
            self.set_status(self.nth(area, "一般", "在营", position, day), "注销")
        self.add("430903", 808, "新筠")

    def summer_2024(self) -> None:
        """July 2024: a fine places one, another has served its two years; a closure, a restart."""
        day = "2024-07-02"
        self.place(self.nth("430972", "一般", "在营", 5, day), violation("2024-04-25", 88))
        self.set_status(self.nth("430981", "一般", "在营", 30, day), "注销")
        self.set_status(self.nth("430902", "一般", "停产", 0, day), "在营")
        self.add("430921", 807, "新棠")

    def autumn_2024(self) -> None:
        """October 2024: new enterprises, closures, classes re-examined, a new inspector."""
        day = "2024-10-09"
        for area, serial, style in (
            ("430902", 801, "新禾"), ("430902", 803, "新澜"), ("430903", 802, "新岚"), ("430921", 805, "新穗"),
            ("430922", 801, "新篁"), ("430981", 804, "新舸"), ("430972", 802, "新芯"), ("430972", 806, "新程"),
        ):  # fmt: skip
            self.add(area, serial, style)
        for area, position in (("430902", 3), ("430903", 20), ("430923", 8)):
            self.set_status(self.nth(area, "一般", "在营", position, day), "注销")
        self.settle(self.nth("430902", "特殊", "在营", 0, day), "2024-09-20")
        self.place(self.nth("430902", "一般", "在营", 7, day), discharger(2024, "2024-09-27"))
        self.place(self.nth("430903", "一般", "在营", 14, day), violation("2024-08-20", 187))
        self.lower("430923", Lowered("2024-10-08", "监督执法正面清单调整决定 示清单〔2024〕1号"))
        self._join("EX430902011", "示例彭一", "430902", ("专业:水", "专业:环评"))
        self._join("EX430903013", "示例彭二", "430903", ("专业:大气",))

    def _join(self, certificate: str, name: str, area: str, lines: tuple[str, ...]) -> None:
        tags = tuple(sorted(("执法", "部门:生态环境", "工作年限:5年以下", *lines)))
        unit = AREAS[area].unit
        self.inspectors[certificate] = Inspector(certificate, name, unit, "执法队员", area, tags)
