"""A clock that only sleeping moves."""

from collections.abc import Callable
from datetime import datetime

from ledger.core.encoding import CHINA


class Clock:
    """Seconds since 1970; `sleep` adds to them and notes the pauses. `ahead` is how far the machine's clock is off."""

    def __init__(self, seconds: float, ahead: float = 0, on_sleep: Callable[[], None] = lambda: None):
        self.seconds, self.ahead, self.on_sleep = seconds, ahead, on_sleep
        self.pauses: list[float] = []

    def time(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds + self.ahead, CHINA)

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.pauses.append(seconds)
        self.seconds += seconds
        self.on_sleep()
