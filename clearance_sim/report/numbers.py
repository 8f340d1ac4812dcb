"""Write numbers for readers: as many digits as the interval can bear, a true minus sign, no false zero."""

from __future__ import annotations

import math

MINUS = "\u2212"


def decimals(size: float) -> int:
    """Give how many decimals hours of this size are written with: fewer for long stays.

    Examples
    --------
    >>> decimals(17.2), decimals(3.1), decimals(0.04), decimals(0.00012)
    (1, 2, 3, 5)
    """
    size = abs(size)
    if not math.isfinite(size) or size >= 10:
        return 1
    if size >= 0.1 or size == 0:
        return 2
    return 3 if size >= 0.005 else 4 if size >= 0.0005 else 5


def plain(value: float, places: int) -> str:
    """Write a number with `places` decimals; what rounds to zero has no sign.

    Examples
    --------
    >>> plain(-1.25, 1), plain(-0.001, 1), plain(1234.5, 0)
    ('−1.2', '0.0', '1234')
    """
    if not math.isfinite(value):
        return "–"
    written = f"{abs(value):.{places}f}"
    return MINUS + written if value < 0 and float(written) != 0 else written


def signed(value: float, places: int | None = None) -> str:
    """Write a change with its sign; an exact zero is 0.

    Examples
    --------
    >>> signed(-1.234), signed(0.5), signed(0.0), signed(12.34)
    ('−1.23', '+0.50', '0', '+12.3')
    """
    if value == 0:
        return "0"
    written = plain(value, decimals(value) if places is None else places)
    return written if value < 0 or float(written.replace("–", "0")) == 0 else f"+{written}"


def change_decimals(value: float) -> int:
    """Give the decimals of a change in hours: two, more where two would hide it, one from ten hours on."""
    return decimals(value) if abs(value) < 0.005 else min(2, decimals(value))


def change(value: float) -> str:
    """Write a change in hours.

    Examples
    --------
    >>> change(-0.6123), change(0.0031), change(-12.34), change(0.0)
    ('−0.61', '+0.0031', '−12.3', '0')
    """
    return signed(value, change_decimals(value))
