"""情形: the fictional facts that place an enterprise in its class, each on a document that does not exist and says so."""

from dataclasses import dataclass
from datetime import date, timedelta

from ledger.core.rules.classes import FACTS, Downgrade, Fact, classify
from tests.example.choice import number, pick

KINDS = {chinese: english for english, chinese in FACTS.items()}
DISCHARGER, SENSITIVE, RISK = "重点排污单位", "因敏感因素需要参照重点排污单位管理", "环境信用评价等级为风险"
SUPERVISED, PETITION, BAD = "上级挂牌督办", "未销号的中央环保督察重点信访件", "环境信用评价等级为不良"
EXPOSED, VIOLATION = "被媒体曝光或群众反复投诉强烈", "两年内存在环境违法行为"
KEY_MIX = (DISCHARGER,) * 10 + (SENSITIVE, RISK)
SPECIAL_MIX = (VIOLATION,) * 6 + (SUPERVISED, PETITION, EXPOSED, BAD)
"""How often each fact is the reason."""
CLASSES = {"key": "重点", "special": "特殊", "general": "一般"}


@dataclass(frozen=True)
class Placed:
    """One fact as its record has it; days as written."""

    kind: str
    since: str
    basis: str
    until: str = ""

    def record(self) -> dict[str, str]:
        """The YAML record."""
        found = {"情形": self.kind, "起": self.since, "依据": self.basis}
        return found | {"止": self.until} if self.until else found

    @property
    def rule(self) -> Fact:
        """As the rules take it."""
        until = date.fromisoformat(self.until) if self.until else None
        return Fact(KINDS[self.kind], date.fromisoformat(self.since), self.basis, until)


@dataclass(frozen=True)
class Lowered:
    """The decision that lowers one of the positive list."""

    since: str
    basis: str

    def record(self) -> dict[str, str]:
        """The YAML record."""
        return {"起": self.since, "依据": self.basis}


def class_on(facts: tuple[Placed, ...], lowered: Lowered | None, day: str) -> str:
    """监管类别 on a day, by the rules."""
    downgrade = None if lowered is None else Downgrade(date.fromisoformat(lowered.since), lowered.basis)
    return CLASSES[classify([fact.rule for fact in facts], downgrade, date.fromisoformat(day)).kind]


def discharger(year: int, since: str = "") -> Placed:
    """On a year's list of 重点排污单位."""
    return Placed(DISCHARGER, since or f"{year}-03-31", f"益阳市{year}年度重点排污单位名录（示例）")


def violation(decided: str, serial: int) -> Placed:
    """Fined on a day."""
    return Placed(VIOLATION, decided, f"行政处罚决定书 示罚字〔{decided[:4]}〕{serial}号")


def first_facts(kind: str, year: int, *label: object) -> tuple[Placed, ...]:
    """The facts of an enterprise of this class when it is first recorded, in the summer of a year.

    Fines are of that year's first half, so that their two years end after the example does.
    """
    serial = 1 + number(180, "serial", *label)
    if kind == "重点":
        fact = pick(KEY_MIX, "key fact", *label)
        if fact == DISCHARGER:
            return (discharger(year),)
        basis = "饮用水水源保护区周边排污单位清单（示例）" if fact == SENSITIVE else _credit(year - 1)
        return (Placed(fact, f"{year}-03-31", basis),)
    if kind == "特殊":
        fact = pick(SPECIAL_MIX, "special fact", *label)
        if fact == VIOLATION:
            return (violation(_workday(date(year, 1, 5) + timedelta(days=number(180, "decided", *label))), serial),)
        basis = {
            SUPERVISED: f"挂牌督办通知 示督字〔{year}〕{serial}号",
            PETITION: f"中央生态环境保护督察信访件（示例）第{serial}号",
            EXPOSED: f"群众反复投诉登记（示例）{year}年第{serial}号",
            BAD: _credit(year - 1),
        }[fact]
        return (Placed(fact, _workday(date(year, 2, 6) + timedelta(days=number(120, "since", *label))), basis),)
    return ()


def _credit(year: int) -> str:
    return f"{year}年度企业环境信用评价结果（示例）"


def _workday(day: date) -> str:
    """That day, or the Monday after it."""
    return str(day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0))
