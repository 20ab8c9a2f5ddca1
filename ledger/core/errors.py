"""One root for every error that a user may meet. Each names the place and, where it can, what to do."""

from collections.abc import Sequence


class MingchouError(Exception):
    """An error with a place (path, line, entry), a problem and a hint, all in words for the user."""

    def __init__(self, problem: str, *, hint: str = "", place: str = "") -> None:
        self.problem, self.hint, self.place = problem, hint, place
        super().__init__(problem)

    @property
    def statement(self) -> str:
        """Place and problem: what is so, without what to do about it."""
        return f"{self.place}: {self.problem}" if self.place else self.problem

    def __str__(self) -> str:
        return f"{self.statement}; 提示: {self.hint}" if self.hint else self.statement


class FormError(MingchouError):
    """Content is not of the protocol's form, or does not hold."""


class OrderError(FormError):
    """An entry does not fit the life of its draw (protocol, "Order of a draw's life"). The hint is for who means to write it."""


class RefusedError(MingchouError):
    """A command will not do what was asked; nothing was written."""


class SourceError(MingchouError):
    """A relay, a site or a folder could not be reached, or gave something else than was asked for."""


class StorageError(MingchouError):
    """The repository or the keys on this machine are not in a state to be written."""


class RecordErrors(MingchouError):
    """All problems of the records at once, in order of place."""

    def __init__(self, problems: Sequence[MingchouError]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"记录有 {len(self.problems)} 处问题", hint="请按下面各行的说明修改")

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *map(str, self.problems)])
