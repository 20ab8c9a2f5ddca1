"""Where the site's own sources lie: in a checkout beside this package, in the wheel inside it."""

from importlib import resources
from pathlib import Path

from ledger.core.errors import MingchouError


def site_sources() -> Path:
    """The folder that holds ``mkdocs.yml`` and ``site/``. Raises `MingchouError` when an installation lacks them."""
    checkout = Path(__file__).resolve().parent.parent
    packaged = Path(str(resources.files("generator"))) / "data"
    for root in (packaged, checkout):
        if (root / "mkdocs.yml").is_file() and (root / "site" / "pages").is_dir():
            return root
    raise MingchouError("找不到网站的页面源文件 site/ 与 mkdocs.yml", hint="请重新安装 mingchou，或在源码目录中运行")
