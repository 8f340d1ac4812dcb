"""Hold the lettering of figures: the shipped fonts, how wide a text runs, and where a line breaks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

FAMILIES: Final = {
    "Clearance Sans SC Common": "NotoSansSC-common.ttf", "Clearance Sans SC": "NotoSansSC-subset.ttf",
}  # fmt: skip
"""Families of the shipped fonts and their files. The first is cut from the second and draws the same: with it a PDF
need not read eight thousand glyphs to embed fifty. What it lacks is drawn by the second."""
BODY_POINTS: Final = 9.0
_NO_LINE_START: Final = "，。、；：？！）］】》”’％%·…,.;:?!)]}/"
_NO_LINE_END: Final = "（［【《“‘([{"


def font_file(family: str = "Clearance Sans SC") -> Path:
    """Give the file of a shipped font, of the whole one if none is named."""
    return Path(str(resources.files(__package__).joinpath("fonts", FAMILIES[family])))


@cache
def _face() -> FT2Font:
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    for family in FAMILIES:
        font_manager.fontManager.addfont(str(font_file(family)))
    return FT2Font(str(font_file()))


@cache
def _advance(character: str) -> float:
    """Give the width of a character in ems."""
    from matplotlib.ft2font import LoadFlags

    face = _face()
    face.set_size(1000, 72)
    return float(face.load_char(ord(character), flags=LoadFlags.NO_HINTING).linearHoriAdvance) / 65536 / 1000


def missing_glyphs(text: str) -> str:
    """Give the characters of `text` that the shipped font cannot draw, each once, in order.

    Examples
    --------
    >>> missing_glyphs("满洲里 ≤ 24 h"), missing_glyphs("\U0001f69b")
    ('', '🚛')
    """
    face = _face()
    return "".join(dict.fromkeys(c for c in text if c != "\n" and face.get_char_index(ord(c)) == 0))


def width_cm(text: str, points: float = BODY_POINTS) -> float:
    """Give how wide `text` runs on one line, in centimetres.

    Examples
    --------
    >>> round(width_cm("满洲里", 9.0), 3)
    0.953
    """
    return sum(_advance(character) for character in text) * points / 72 * 2.54


def _pieces(text: str) -> list[str]:
    """Cut a text where a line may end: after a space, and between Chinese characters."""
    pieces: list[str] = []
    for character in text:
        before = pieces[-1][-1] if pieces else ""
        wide = ord(character) > 0x2E7F or (before != "" and ord(before) > 0x2E7F)
        glued = character in _NO_LINE_START or before in _NO_LINE_END or character == " "
        if not pieces or (not glued and (wide or before == " ")):
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces


def wrap(text: str, width: float, points: float = BODY_POINTS) -> list[str]:
    """Break `text` into lines at most `width` centimetres wide; a word that is wider stands alone.

    Examples
    --------
    >>> wrap("Railway or yard", 1.5)
    ['Railway', 'or yard']
    >>> wrap("口岸停留时间（小时）", 2.0)
    ['口岸停留时间', '（小时）']
    """
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and width_cm((lines[-1] + piece).rstrip(), points) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


@contextmanager
def style() -> Iterator[None]:
    """Set type, line widths and file formats for making and saving a figure; leaves no trace after."""
    import matplotlib

    _face()
    settings = {
        "font.family": [*FAMILIES, "DejaVu Sans"], "font.size": BODY_POINTS, "text.usetex": False,
        "axes.titlesize": BODY_POINTS, "axes.labelsize": BODY_POINTS, "axes.linewidth": 0.6,
        "axes.spines.top": False, "axes.spines.right": False, "axes.titlelocation": "left",
        "axes.unicode_minus": True, "xtick.labelsize": 8.0, "ytick.labelsize": 8.0,
        "xtick.major.width": 0.6, "ytick.major.width": 0.6, "xtick.major.size": 2.5, "ytick.major.size": 2.5,
        "xtick.major.pad": 2.0, "ytick.major.pad": 2.5, "legend.fontsize": 8.0, "hatch.linewidth": 0.6,
        "lines.linewidth": 1.3, "pdf.fonttype": 42, "svg.fonttype": "path", "svg.hashsalt": "clearance-sim",
    }  # fmt: skip
    with matplotlib.rc_context(settings):  # type: ignore[arg-type]
        yield
