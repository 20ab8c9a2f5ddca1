"""The small ledger of `tests.support.ledgers`, laid out as a bureau's repository, and gathered into a site."""

from datetime import date
from pathlib import Path

from generator.gather import gather
from generator.model import Agency, Site
from ledger.core.note import format_vkey, verifier_key
from ledger.core.verify import Report, verify
from tests.support.ledgers import AREAS, Ledger

AGENCY = Agency("示例市生态环境局", "430900", "test.example/ledger", "https://test.example/ssj/", True, (("主办单位", "示例"),))


def report(ledger: Ledger, as_of: date | None = None) -> Report:
    """The ledger verified, nothing failed."""
    found = verify(ledger.files.get, ledger.bureau.policy(), as_of or ledger.as_of)
    assert [check for check in found.checks if check.status == "fail"] == []
    return found


def gathered(ledger: Ledger, as_of: date | None = None) -> Site:
    """What its pages say."""
    return gather(report(ledger, as_of), AGENCY, AREAS, as_of or ledger.as_of)


def write_records(folder: Path, ledger: Ledger) -> Path:
    """The records' folder: `agency.yaml`, `areas.yaml` and the ledger."""
    bureau = ledger.bureau
    keys = [
        f"  - 角色: [{', '.join(bureau.roles[name])}]\n    公钥: {format_vkey(verifier_key(name, bytes(key.verify_key)))}"
        for name, key in bureau.keys.items()
    ]
    agency = [
        f"名称: {AGENCY.name}\n代码: 430900\n台账来源: {bureau.origin}\n信标:\n  - 链: quicknet\n公钥:", *keys,
        f"保管人:\n  - 名称: officer-a\n    公钥: {'5a' * 32}",
        "站点:\n  主办单位: 示例\n  网址: https://test.example/ssj\n示例: 是\n",
    ]  # fmt: skip
    areas = "".join(f"  - 代码: {code}\n    名称: {name}\n" for code, name in AREAS.items())
    files = {f"ledger/{path}": data for path, data in ledger.files.items()}
    files |= {"agency.yaml": "\n".join(agency).encode(), "areas.yaml": f"区域:\n{areas}".encode()}
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder
