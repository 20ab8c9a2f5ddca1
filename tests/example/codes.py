"""统一社会信用代码 with right check characters (GB 32100-2015, around an organisation code of GB 11714-1997)."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100 leaves out I, O, S, V and Z."""

_WEIGHTS_11714 = (3, 7, 9, 10, 5, 8, 4, 2)


def organisation_check(body: str) -> str:
    """The ninth character of an organisation code: 11 − (weighted sum mod 11), where 10 is written X and 11 is 0."""
    total = sum(int(char, 36) * weight for char, weight in zip(body, _WEIGHTS_11714, strict=True))
    return "0123456789X0"[11 - total % 11]


def credit_check(first17: str) -> str:
    """The eighteenth character: 31 − (sum of values × 3^i mod 31), where 31 counts as 0."""
    total = sum(ALPHABET.index(char) * pow(3, position, 31) for position, char in enumerate(first17))
    return ALPHABET[(31 - total % 31) % 31]


def credit_code(kind: str, area: str, serial: int) -> str:
    """A code that no register can have issued: its organisation part starts with the letters EXMP.

    `kind` is the registering department and the kind of body (``91`` company, ``92`` sole trader, ``93`` farmers'
    cooperative, ``12`` public institution), `area` the six digits of the registering area.
    """
    body = f"EXMP{serial:04d}"
    first17 = kind + area + body + organisation_check(body)
    return first17 + credit_check(first17)
