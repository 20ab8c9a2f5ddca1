"""The year 2024 as data: four quarters in eight areas, and the draws beside the regular ones. Times are of +08:00.

Whom it concerns comes out of the draws; how each inspection went is chosen by `quarters`.
"""

from dataclasses import dataclass

YEAR = 2024
LATE_AREA = "430971"
"""Its regular draw of the fourth quarter is still to be announced on the example's last day."""
REAL_KEY = "430902"
"""The area whose 重点 of the fourth quarter are drawn on a real round, and its 一般 a few days later."""
SPECIAL_LATER = frozenset({"430903", "430922"})
"""Areas that draw 特殊 in the second quarter of each half-year; the others do in the first."""
INSPECTED = {
    "430902": ("02", "03", "06", "07", "11", "13"),
    "430903": ("02", "03", "11", "12"),
    "430921": ("02", "03", "11"),
    "430922": ("02", "03", "06", "11", "12", "13"),
    "430923": ("02", "03", "06", "12"),
    "430971": ("02", "03", "13"),
    "430972": ("02", "03", "06", "07"),
    "430981": ("01", "02", "03", "11"),
}
"""Items by area."""
TEAMS = {"430922": "3"}
EXPERTS = {(3, "430923"): ["固体废物"]}
"""By quarter and area: the lines for which an expert comes along."""


@dataclass(frozen=True)
class Quarter:
    """One quarter's calendar. `inspected`: the days on which results are published, "" for what is still to come."""

    number: int
    registry: str
    change: str
    """What happens in the registry: a method of `Registry`."""
    reveals: str
    """When the draws of the quarter before are revealed."""
    plan: str
    announced: str
    drawn: str
    inspected: tuple[str, ...]
    reveal_by: str
    followups: str
    """When second looks at what was to be put right are entered."""
    items: str = "2023"

    @property
    def plan_id(self) -> str:
        """The quarterly plan."""
        return f"{YEAR}Q{self.number}"


QUARTERS = (
    Quarter(
        1, "2024-01-04T10:00:00+08:00", "winter_2024", "", "2024-01-10T11:00:00+08:00",
        "2024-01-16T09:30:00+08:00", "2024-01-18T10:00:00+08:00",
        ("2024-02-05T15:00:00+08:00", "2024-02-29T15:00:00+08:00", "2024-03-22T15:00:00+08:00"),
        "2024-04-26", "2024-04-24T16:00:00+08:00",
    ),
    Quarter(
        2, "2024-04-02T10:00:00+08:00", "spring_2024", "2024-04-03T09:30:00+08:00", "2024-04-09T11:00:00+08:00",
        "2024-04-11T09:30:00+08:00", "2024-04-15T10:00:00+08:00",
        ("2024-05-09T15:00:00+08:00", "2024-05-31T15:00:00+08:00", "2024-06-24T15:00:00+08:00"),
        "2024-07-25", "2024-07-24T16:00:00+08:00",
    ),
    Quarter(
        3, "2024-07-02T10:00:00+08:00", "summer_2024", "2024-07-03T09:30:00+08:00", "2024-07-08T11:00:00+08:00",
        "2024-07-10T09:30:00+08:00", "2024-07-12T10:00:00+08:00",
        ("2024-08-07T15:00:00+08:00", "2024-09-03T15:00:00+08:00", "2024-09-26T15:00:00+08:00"),
        "2024-10-31", "2024-10-28T16:00:00+08:00", "2024",
    ),
    Quarter(
        4, "2024-10-09T14:10:00+08:00", "autumn_2024", "2024-10-10T09:30:00+08:00", "2024-10-10T14:30:00+08:00",
        "2024-10-11T09:30:00+08:00", "2024-10-14T10:00:00+08:00",
        ("2024-11-07T15:00:00+08:00", "2024-11-29T15:00:00+08:00", ""),
        "2025-01-24", "2024-12-06T16:00:00+08:00", "2024",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Special:
    """A draw beside the regular ones: joint, directed, by the superior, or of a class by itself."""

    id: str
    quarter: int
    plan: str
    area: str
    kind: str
    announced: str
    drawn: str
    inspected: tuple[str, ...]
    take: str = ""
    """Its own row in the plan; "" where the regular row is drawn."""
    items: tuple[str, ...] = ()
    organiser: str = ""
    filter: tuple[str, ...] = ()
    reason: str = ""
    departments: tuple[str, ...] = ()
    note: str = ""


SUPERIOR = Special(
    "2024Q2-430922-city", 2, "2024Q2-city", "430922", "一般", "2024-05-07T09:30:00+08:00", "2024-05-10T10:00:00+08:00",
    ("2024-05-31T15:00:00+08:00", "2024-06-24T15:00:00+08:00"), "6", ("02", "03", "11"), organiser="430900",
    note="支队在桃江县组织的抽查。查过、没有问题的，桃江分局本年度不再抽（四（三））。",
)  # fmt: skip
JOINT = Special(
    "2024Q3-430903-joint", 3, "2024Q3", "430903", "重点", "2024-08-08T09:30:00+08:00", "2024-08-09T16:00:00+08:00",
    ("2024-09-03T15:00:00+08:00", "2024-09-26T15:00:00+08:00"), "5", ("L1",), departments=("应急管理",),
    note="与应急管理部门联合抽查，各自从本部门的名录里抽检查人员（四（四））。",
)  # fmt: skip
DIRECTED = Special(
    "2024Q3-430921-seasonal", 3, "2024Q3", "430921", "一般", "2024-08-08T09:40:00+08:00", "2024-08-09T16:10:00+08:00",
    ("2024-09-03T15:00:00+08:00", "2024-09-26T15:00:00+08:00"), "4", ("02", "03", "11"), filter=("生产周期:季节性",),
    reason="秋季农产品加工集中开工，对季节性生产的单位定向抽查",
)  # fmt: skip
GENERAL = Special(
    "2024Q4-430902-general", 4, "2024Q4", REAL_KEY, "一般", "2024-10-16T09:30:00+08:00", "2024-10-18T10:00:00+08:00",
    ("2024-11-07T15:00:00+08:00", "2024-11-29T15:00:00+08:00", ""),
)  # fmt: skip
SPECIALS = (SUPERIOR, JOINT, DIRECTED, GENERAL)


@dataclass(frozen=True)
class Found:
    """What one inspection found out beyond the usual, whoever was drawn."""

    draw: str
    rank: int
    kind: str
    """``transfer`` to another department; ``late``: published after its day; ``never``: not handed in at all;
    ``missed``: not put right; ``forgotten``: no second look on record."""


FOUND = (
    Found("2024Q1-430981", 3, "missed"),
    Found("2024Q2-430972", 5, "transfer"),
    Found("2024Q2-430981", 2, "late"),
    Found("2024Q3-430972", 6, "never"),
    Found("2024Q4-430903", 2, "forgotten"),
)


@dataclass(frozen=True)
class Closure:
    """An enterprise that was found closed on site: of this class, in this draw, the first one still open."""

    draw: str
    kind: str
    adjustment: str
    reason: str
    time: str
    status: str


CLOSURES = (
    Closure("2024Q2-430981", "general", "closed", "suspended", "2024-04-23T16:20:00+08:00", "停产"),
    Closure("2024Q3-430921", "special", "void", "deregistered", "2024-07-24T16:20:00+08:00", "注销"),
)
"""``void``: 特殊 are all drawn, so there is no reserve to take the place."""
ABSENCES = (("2024Q1-430903", 2, 0, "leave", "2024-01-22T08:40:00+08:00"),)
"""Draw, rank, seat, reason, time."""


@dataclass(frozen=True)
class Exempt:
    """One check outside the random selection: the number of its exemption, and on whom by area, class and position."""

    number: int
    area: str
    kind: str
    position: int
    inspected: str
    reason: str
    outcome: str = "未发现问题"
    method: str = "现场"


EXEMPT = (
    Exempt(3, "430902", "一般", 2, "2024-01-25", "群众投诉举报：夜间噪声和气味（示投〔2024〕12号）", "发现问题已责令整改"),
    Exempt(8, "430972", "重点", 1, "2024-02-22", "在线监测数据分析发现化学需氧量异常波动（示数〔2024〕3号）"),
    Exempt(2, "430921", "重点", 0, "2024-03-14", "省生态环境厅部署的水污染防治专项检查（示例）"),
    Exempt(4, "430922", "特殊", 0, "2024-04-18", "上级转办的信访件（示转〔2024〕7号）", "发现问题已责令整改"),
    Exempt(6, "430903", "重点", 4, "2024-05-16", "突发环境事件后的调查（示例，储罐泄漏，已处置）", "发现涉嫌违法行为已立案调查"),
    Exempt(5, "430981", "一般", 8, "2024-06-13", "水利部门移送的线索（示移〔2024〕21号）"),
    Exempt(1, "430902", "重点", 7, "2024-07-18", "《放射性同位素与射线装置安全和防护条例》规定的年度检查（示例）"),
    Exempt(3, "430923", "一般", 15, "2024-08-20", "群众投诉举报：扬尘（示投〔2024〕96号）", "发现问题已责令整改"),
    Exempt(9, "430971", "一般", 4, "2024-09-12", "对整改不到位的单位开展的针对性检查（示例）"),
    Exempt(8, "430903", "一般", 11, "2024-10-24", "走航监测发现挥发性有机物高值区（示数〔2024〕19号）"),
    Exempt(3, "430972", "一般", 6, "2024-11-21", "群众投诉举报：污水外溢（示投〔2024〕141号）"),
)
EXEMPT_PUBLISHED = (
    "2024-04-01T10:00:00+08:00", "2024-07-01T10:00:00+08:00", "2024-10-08T10:00:00+08:00", "2024-12-03T10:00:00+08:00",
)  # fmt: skip
"""When those inspected since the last time are published."""
APPROVERS = ("示例张一（支队长）", "示例李二（副支队长）", "示例王三（分局局长）")
