"""二(一): 除下列情形外，生态环境领域的计划性检查均要采取随机抽查方式. The nine exemptions.

Reading (R2): such a check is recorded with its exemption number, a reason and an approver; it is never called random,
is in no draw, and its share of all checks is published. (In 2 the printed text has a slip, 工作不熟 for 工作部署.)
"""

from collections.abc import Mapping
from types import MappingProxyType

EXEMPTIONS: Mapping[int, str] = MappingProxyType(
    {
        1: "法律法规规章对监督检查方式有明确规定的",
        2: "生态环境部、省人民政府对监督检查有专门要求或者重点工作部署的",
        3: "投诉举报",
        4: "上级部门转办、交办、督办的案件",
        5: "其他部门移送的案件线索",
        6: "突发环境事件",
        7: "核安全检查",
        8: "数据分析或监测发现的问题线索",
        9: "其他需要对具体被检查对象实施针对性检查的",
    }
)


def share(exempt: int, random: int) -> tuple[int, int]:
    """Exempt checks of all checks, as numerator and denominator, for the site and the report."""
    return exempt, exempt + random
