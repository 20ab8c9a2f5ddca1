"""Settings of all tests."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

# The same examples every time, however slow the machine is: `make test` says the same thing twice. To look further:
# pytest --hypothesis-profile=default
settings.register_profile("mingchou", deadline=None, derandomize=True)
settings.load_profile("mingchou")


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing that a test runs finds, or leaves, anything in the home of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MINGCHOU_HOME", str(tmp_path_factory.mktemp("home")))
        yield
