"""The registry as it changes from month to month: edits as data, applied to the generated beginning."""

from dataclasses import dataclass, field, replace

from tests.example.places import AREAS
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
        return cls({e.code: e for e in listed}, {i.certificate: i for i in inspectors(listed)})

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

    def nth(self, area: str, kind: str, status: str, position: int) -> str:
        """The code of the n-th enterprise of a kind, in order of codes: names none by hand."""
        found = sorted(e.code for e in self.entities.values() if (e.area, e.kind, e.status) == (area, kind, status))
        return found[position]

    def add(self, area: str, serial: int, style: str) -> None:
        """A new enterprise is registered."""
        new = replace(entity(AREAS[area], serial, style), status="在营")
        self.entities[new.code] = new

    def autumn_2023(self) -> None:
        """The quarterly update of September 2023: one restart, one end, one inspector moved to other work."""
        self.set_status(self.nth("430922", "一般", "停产", 0), "在营")
        self.set_status(self.nth("430921", "一般", "在营", 11), "注销")
        self.inspectors["EX430981007"] = replace(self.inspectors["EX430981007"], status="离岗")

    def year_2024(self) -> None:
        """What changed until October 2024: new enterprises, closures, classes re-examined, a new inspector."""
        for area, serial, style in (
            ("430902", 801, "新禾"), ("430902", 803, "新澜"), ("430903", 802, "新岚"), ("430921", 805, "新穗"),
            ("430922", 801, "新篁"), ("430981", 804, "新舸"), ("430972", 802, "新芯"), ("430972", 806, "新程"),
        ):  # fmt: skip
            self.add(area, serial, style)
        for area, position in (("430902", 3), ("430903", 20), ("430923", 8)):
            self.set_status(self.nth(area, "一般", "在营", position), "注销")
        self._reclass(self.nth("430902", "特殊", "在营", 0), "一般")
        self._reclass(self.nth("430902", "一般", "在营", 7), "重点")
        self._reclass(self.nth("430903", "一般", "在营", 14), "特殊")
        self._join("EX430902011", "示例彭一", "430902", ("专业:水", "专业:环评"))
        self._join("EX430903013", "示例彭二", "430903", ("专业:大气",))

    def _reclass(self, code: str, kind: str) -> None:
        self.entities[code] = replace(self.entities[code], kind=kind)

    def _join(self, certificate: str, name: str, area: str, lines: tuple[str, ...]) -> None:
        tags = tuple(sorted(("执法", "部门:生态环境", "工作年限:5年以下", *lines)))
        unit = AREAS[area].unit
        self.inspectors[certificate] = Inspector(certificate, name, unit, "执法队员", area, tags)
