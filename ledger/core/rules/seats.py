"""四(四): 合理抽取检查人员. 保证每个事项不少于1人，其他检查人员随机抽取产生; 五(一): 每个检查组不少于2人.

Each item of the list names its line (专业). A team's seats follow from the items that it checks: a seat for each line,
with the right to enforce, then free seats up to the team's size. In a joint draw 各自从本部门检查人员名录库中随机抽取:
every seat asks for its department, and each department fills at least one. 辅助检查专家抽取可参照检查人员随机抽取方式:
an expert takes a seat of his own, beyond the team.
"""

from collections.abc import Iterable, Sequence

LEAST_TEAM = 2
"""五(一): 每个检查组不少于2人."""
ENFORCEMENT, EXPERT = "执法", "专家"
LINE, DEPARTMENT = "专业:", "部门:"
OWN = "生态环境"
"""The bureau's own department."""


def seats_for(
    lines: Iterable[str], team: int = LEAST_TEAM, departments: Sequence[str] = (), experts: Iterable[str] = ()
) -> tuple[frozenset[str], ...]:
    """The seats of a team, in order: own lines, other departments, free seats, experts.

    `lines` are those of the items; `departments` the others that take part; `experts` the lines for which an expert
    comes along.
    """
    own = {ENFORCEMENT, DEPARTMENT + OWN} if departments else {ENFORCEMENT}
    seats = [frozenset(own | {LINE + line}) for line in sorted(set(lines))]
    seats += [frozenset({ENFORCEMENT, DEPARTMENT + department}) for department in sorted(set(departments))]
    free = max(team, LEAST_TEAM) - len(seats)
    seats += [frozenset(own)] * max(free, 0)
    seats += [frozenset({EXPERT, LINE + line}) for line in sorted(set(experts))]
    return tuple(seats)
