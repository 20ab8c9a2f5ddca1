"""A scratch Git repository with a real ledger, the results that staff wrote, and sealed masters, for tests of the guard."""

from datetime import date
from pathlib import Path

from git import Actor, Repo

from ledger.core.beacon import PUBLIC_CHAINS
from ledger.core.bodies import AnnouncedSource
from ledger.core.encoding import DrawId, Json
from ledger.core.rules.classes import classify
from ledger.core.rules.order import DrawOrder
from ledger.core.rules.plan import PlanRow, QuarterPlan, YearArea, YearPlan
from ledger.core.rules.seats import seats_for
from ledger.core.rules.settings import Settings
from ledger.records.guard import guard
from tests.example.codes import credit_code
from tests.example.yamltext import document
from tests.support.bureau import Bureau

DRAW = "2023Q3-430902-general"
AREA = "430902"
CLERK = Actor("示例录入员", "clerk@example.invalid")


def bureau() -> Bureau:
    """Five of six enterprises drawn: 0 and 1 disclosed, 2 withheld, 3 and 4 still sealed. (Its item list is left out: the
    guard looks at what may not change, not at what a draw follows from.)"""
    made = Bureau()
    for number in range(1, 7):
        made.entities[credit_code("91", AREA, number)] = {
            "address": "示例路", "area": AREA, "class": "general", "facts": [], "industry": "示例", "name": f"示例{number}厂",
            "permit": "登记管理", "status": "active", "tags": [], "why": classify((), None, date(2023, 8, 21)).why,
        }  # fmt: skip
        made.inspectors[f"EX{number}"] = {
            "area": AREA, "name": f"示例{number}", "post": "示例", "recuse": [], "status": "active", "tags": ["执法"],
            "unit": "示例",
        }  # fmt: skip
    row = PlanRow(AREA, "general", 5, ("03",), seats_for(()))
    order = DrawOrder(
        draw=DrawId(DRAW), plan="2023Q3", organiser=AREA, area=AREA, classes=("general",), inspector_areas=(AREA,),
        filter=frozenset(), reason="", departments=(), without=(), sources=(AnnouncedSource(PUBLIC_CHAINS[0].hash, 1000),),
        reveal_by=date(2023, 10, 27),
    )  # fmt: skip
    made.genesis("2023-08-21T09:00:00+08:00")
    made.publish_plan("2023-08-21T09:10:00+08:00", YearPlan("2023", "示例计划", 2023, 3, Settings(), (YearArea(AREA, 6, 5),)))
    made.publish_plan("2023-08-21T09:20:00+08:00", QuarterPlan("2023Q3", "示例计划", 2023, 3, "2023", "2023", "", (row,)))
    made.snapshot("2023-08-21T09:30:00+08:00", "2023Q3")
    made.announce("2023-08-22T09:00:00+08:00", order)
    made.keep_checkpoint()
    made.draw("2023-08-24T09:00:00+08:00", DRAW)
    made.disclose("2023-09-01T09:00:00+08:00", DRAW, 0, "2023-08-25")
    made.disclose("2023-09-01T09:10:00+08:00", DRAW, 1, "2023-08-25")
    made.withhold("2023-09-01T09:20:00+08:00", DRAW, 2, "2023-08-25")
    return made


def result_yaml(record: dict[str, Json]) -> str:
    """A result as staff write it."""
    inspectors, items = record["inspectors"], record["items"]
    assert isinstance(inspectors, list) and isinstance(items, list)
    return document(
        {
            "检查对象": str(record["entity"]),
            "检查日期": str(record["inspected"]),
            "检查人员": [str(id) for id in inspectors],
            "检查事项": [str(id) for id in items],
            "检查方式": str(record["method"]),
            "检查内容": str(record["content"]),
            "结果": str(record["outcome"]),
        }
    )


class Scratch:
    """The repository, its `records/`, and the bureau that can go on writing."""

    def __init__(self, folder: Path) -> None:
        self.repo = Repo.init(folder, initial_branch="main")
        with self.repo.config_writer() as config:
            config.set_value("core", "autocrlf", "false")
        self.records = folder / "records"
        self.bureau = bureau()
        self.publish()
        for rank in (0, 1, 3):
            self.write(f"results/{DRAW}/{rank}.yaml", result_yaml(self.record(rank)))
        for officer in ("officer-a", "officer-b"):
            self.write(f"sealed/{DRAW}/{officer}", f"sealed to {officer}")
        self.commit()

    def record(self, rank: int, **fields: Json) -> dict[str, Json]:
        """What was found at a rank."""
        return self.bureau.record(DRAW, rank, inspected="2023-08-25", **fields)

    def path(self, path: str) -> Path:
        """A file of `records/`."""
        return self.records / path

    def write(self, path: str, data: str | bytes) -> None:
        """Write a file of `records/`."""
        self.path(path).parent.mkdir(parents=True, exist_ok=True)
        self.path(path).write_bytes(data if isinstance(data, bytes) else data.encode())

    def edit(self, path: str, old: bytes, new: bytes) -> None:
        """Replace the first occurrence of some bytes, which must be there."""
        data = self.path(path).read_bytes()
        assert old in data, (path, old)
        self.write(path, data.replace(old, new, 1))

    def publish(self) -> None:
        """Write the ledger as the bureau has it now; what it no longer publishes goes."""
        published = self.bureau.published()
        folder = self.path("ledger")
        for path in folder.rglob("*"):
            if path.is_file() and path.relative_to(folder).as_posix() not in published:
                path.unlink()
        for name, data in published.items():
            self.write(f"ledger/{name}", data)

    def commit(self, message: str = "示例") -> str:
        """Everything as it stands."""
        self.repo.git.add("--all")
        return self.repo.index.commit(message, author=CLERK, committer=CLERK, skip_hooks=True).hexsha

    def guard(self, base: str = "main", *, new_ledger: bool = False) -> list[str]:
        """Every problem as told, in order."""
        return [str(problem) for problem in guard(self.records, base, new_ledger=new_ledger)]


def other_bureau() -> Bureau:
    """A bureau with other keys."""
    made = Bureau(name="other.example")
    made.genesis("2023-08-21T09:00:00+08:00")
    return made
