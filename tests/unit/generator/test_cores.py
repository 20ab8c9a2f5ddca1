"""Jobs side by side: the same as in turn, in order, with their errors."""

import os
import time

import pytest

from generator import cores
from generator.cores import spread
from ledger.core.errors import FormError, MingchouError


@pytest.mark.parametrize("count", [1, 3])
def test_in_order_whatever_the_cores(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Each job sees what was there before, also what cannot be sent between processes."""
    monkeypatch.setattr(cores, "count", lambda: count)
    shared = {"unsendable": lambda number: number * number}
    assert spread([lambda n=n: shared["unsendable"](n) for n in range(20)]) == [n * n for n in range(20)]
    assert spread([]) == []


def test_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first by a copy of this process, the last by this one."""
    monkeypatch.setattr(cores, "count", lambda: 2)
    found = spread([lambda: (time.sleep(0.2), os.getpid())[1]] * 6)
    assert found[0] != os.getpid() == found[-1] and len(set(found)) == 2


def test_a_copy_that_dies_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its work is not passed over in silence."""
    monkeypatch.setattr(cores, "count", lambda: 2)
    with pytest.raises(MingchouError, match="没有做完"):
        spread([lambda: os._exit(1), lambda: time.sleep(0.2)])


@pytest.mark.parametrize("count", [1, 2])
def test_an_error_of_a_job_is_raised(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """With all that it has to say."""

    def fail() -> None:
        raise FormError("写法不对", hint="请核对", place="某处")

    monkeypatch.setattr(cores, "count", lambda: count)
    with pytest.raises(FormError, match="某处: 写法不对; 提示: 请核对"):
        spread([fail, lambda: time.sleep(0.2)])
