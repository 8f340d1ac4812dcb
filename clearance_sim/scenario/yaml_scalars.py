"""Read plain YAML scalars by YAML 1.2, so that what people write stays what it looks like.

YAML 1.1, which PyYAML follows by itself, reads ``22:00`` as 1320, ``NO`` as false and ``2019-01-01`` as a
date; YAML 1.2 (core schema, 10.3) reads all three as text.
"""

from __future__ import annotations

import math
import re

from clearance_sim.errors import Text

_NULL = {"", "~", "null", "Null", "NULL"}
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_LONGEST_NUMBER = 40


class NumberError(ValueError):
    """Say why a number cannot be used."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


def read_plain(written: str) -> str | int | float | bool | None:
    """Give the value of a plain (unquoted) scalar.

    Raises
    ------
    NumberError
        For infinity, not-a-number, and numbers with absurdly many digits.

    Examples
    --------
    >>> [read_plain(text) for text in ("22:00", "NO", "2019-01-01", "on", "3", "2.5", "true", "~")]
    ['22:00', 'NO', '2019-01-01', 'on', 3, 2.5, True, None]
    """
    if written in _NULL:
        return None
    if written in _TRUTH:
        return _TRUTH[written]
    if _NOT_FINITE.fullmatch(written):
        raise NumberError(
            Text(
                zh=f"{written} 不是可用的数；请写有限的数",
                en=f"{written} is not a number to work with; write a finite one",
            )
        )
    is_integer = _INTEGER.fullmatch(written) is not None
    if not is_integer and not _FLOAT.fullmatch(written):
        return int(written, 0) if _OTHER_BASE.fullmatch(written[:_LONGEST_NUMBER]) else written
    if len(written) > _LONGEST_NUMBER or not math.isfinite(float(written)):
        raise NumberError(Text(zh="这个数太大或位数太多", en="this number is too large or has too many digits"))
    return int(written) if is_integer else float(written)
