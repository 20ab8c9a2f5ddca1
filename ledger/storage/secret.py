"""Values that no message, log or traceback may show."""

from typing import NoReturn

import nacl.signing

HIDDEN = "（保密）"


class Secret:
    """Bytes that show themselves only to `reveal`."""

    __slots__ = ("_value",)

    def __init__(self, value: bytes) -> None:
        self._value = value

    def reveal(self) -> bytes:
        """The bytes. Keep what this returns out of longer-lived variables."""
        return self._value

    def __repr__(self) -> str:
        return HIDDEN

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")


class Signer(nacl.signing.SigningKey):
    """An Ed25519 private key that does not print itself: PyNaCl's own shows its seed through `str`."""

    def __init__(self, seed: Secret) -> None:
        super().__init__(seed.reveal())

    def __repr__(self) -> str:
        return HIDDEN

    def __str__(self) -> str:
        return HIDDEN

    def __reduce__(self) -> NoReturn:
        raise TypeError("a private key is not pickled")
