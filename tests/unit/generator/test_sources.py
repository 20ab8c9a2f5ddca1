"""The site's own sources are found in a checkout and in an installed wheel."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from generator.sources import site_sources
from tests.support.ledgers import build_ledger
from tests.unit.generator.places import write_records

ROOT = Path(__file__).parents[3]
BUILD = """
import sys
from datetime import date
from pathlib import Path
from generator.build import build
from generator.sources import site_sources
print(site_sources())
print(build(Path("records"), Path("site"), date(2024, 12, 10)).pages)
"""


def test_in_a_checkout() -> None:
    """Beside the packages."""
    assert site_sources() == ROOT


@pytest.mark.slow
def test_in_a_wheel(tmp_path: Path) -> None:
    """ "The wheel carries `ledger`, `generator`, and `site/` as data of `generator`": a site is built from it alone."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    made = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "installed")
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"ledger", "generator"}
    assert not [name for name in names if "node_modules" in name]
    write_records(tmp_path / "records", build_ledger())
    environment = {"PYTHONPATH": str(tmp_path / "installed"), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", BUILD],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pages = len(list((tmp_path / "site").rglob("*.html"))) - 1  # all but the error page
    assert done.stdout.split() == [str(tmp_path / "installed" / "generator" / "data"), str(pages)]
    assert (tmp_path / "site" / "d" / "C-key" / "index.html").is_file()
