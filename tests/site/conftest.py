"""The site of the worked example, built once."""

from datetime import date
from pathlib import Path

import pytest

from generator.build import Built, build

RECORDS = Path(__file__).parents[2] / "records"
EXAMPLE_DAY = date(2024, 12, 10)


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of the worked example."""
    return build(RECORDS, tmp_path_factory.mktemp("example") / "site", EXAMPLE_DAY)
