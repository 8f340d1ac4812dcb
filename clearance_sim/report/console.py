"""Write text to consoles that cannot print every sign, such as cp936 on Chinese Windows; never crash on output."""

from __future__ import annotations

from typing import Final

_PLAIN: Final = {
    "\u2212": "-", "–": "-", "—": "-", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "≥": ">=", "≤": "<=",
    "→": "->", "±": "+/-", "·": "/", "“": '"', "”": '"', "²": "2", "…": "...",
}  # fmt: skip


def printable(text: str, encoding: str | None) -> str:
    """Give `text` with every sign that `encoding` lacks replaced by a plain one, or by a question mark.

    Examples
    --------
    >>> printable("变化 \u22121.2 h", "cp936")
    '变化 -1.2 h'
    >>> printable("满洲里 ≥ 4", "ascii")
    '??? >= 4'
    """
    coding = encoding or "ascii"
    try:
        text.encode(coding)
        return text
    except (UnicodeEncodeError, LookupError):
        pass
    try:
        return "".join(_one(character, coding) for character in text)
    except LookupError:
        return printable(text, "ascii")


def _one(character: str, coding: str) -> str:
    for candidate in (character, _PLAIN.get(character, "?")):
        try:
            candidate.encode(coding)
            return candidate
        except UnicodeEncodeError:
            continue
    return "?"
