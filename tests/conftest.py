"""Settings of all tests."""

from hypothesis import settings

# The same examples every time, however slow the machine is: `make test` says the same thing twice. To look further:
# pytest --hypothesis-profile=default
settings.register_profile("mingchou", deadline=None, derandomize=True)
settings.load_profile("mingchou")
