"""Lay out a figure on paper: question, what is shown, legend, panels of equal size, notes, stamp.

Everything stands at a place in centimetres that is known before drawing, so that no label is cut or overlaps
whatever its length, and no time goes into an automatic layout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure

from clearance_sim.report.lettering import width_cm, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PAGE_CM: Final = 15.6
INK: Final = "#222222"
GREY: Final = "#6B6B6B"
PALE: Final = "#E4E4E4"
BLUE: Final = "#0072B2"
ORANGE: Final = "#E69F00"
VERMILION: Final = "#D55E00"
_TITLE, _SMALL, _STAMP = 11.0, 7.5, 6.0
_LINE = 1.28 / 72 * 2.54


@dataclass(frozen=True)
class Grid:
    """Say how panels stand: how many, in how many columns, and the room around each in centimetres."""

    count: int
    columns: int
    height: float
    left: float
    gap_x: float = 0.55
    head: float = 0.62
    foot: float = 0.52

    @property
    def rows(self) -> int:
        """Count the rows of panels."""
        return -(-self.count // self.columns)

    @property
    def width(self) -> float:
        """Give the width of one panel."""
        return (PAGE_CM - self.left - 0.35 - (self.columns - 1) * self.gap_x) / self.columns


def columns_for(count: int) -> int:
    """Give how many panels stand side by side: two by two for four, else at most three.

    Examples
    --------
    >>> [columns_for(count) for count in (1, 2, 4, 6)]
    [1, 2, 2, 3]
    """
    return 2 if count == 4 else max(1, min(3, count))


@dataclass(frozen=True)
class Words:
    """Hold what is written around the panels."""

    title: str
    shows: str
    x_label: str
    stamp: str
    notes: tuple[str, ...] = ()


def _legend_rows(handles: Sequence[Any]) -> list[list[Any]]:
    """Share legend entries over as many rows as the page needs."""
    rows: list[list[Any]] = [[]]
    used = 0.0
    for handle in handles:
        wide = width_cm(handle.get_label(), 8.0) + 1.25
        if rows[-1] and used + wide > PAGE_CM - 0.3:
            rows.append([])
            used = 0.0
        rows[-1].append(handle)
        used += wide
    return [row for row in rows if row]


def sheet(
    words: Words, grid: Grid, handles: Sequence[Any], head: float = 0.0, foot: float = 0.0
) -> tuple[Figure, list[Axes]]:
    """Make a figure with empty panels and everything written around them.

    Parameters
    ----------
    words
        Title, explanation, axis label, notes and stamp.
    grid
        The panels; their axes are given back row by row.
    handles
        Legend entries (matplotlib artists with labels).
    head, foot
        Further centimetres above the first and below the last row of panels.
    """
    shows = wrap(words.shows, PAGE_CM - 0.2, _SMALL)
    notes = [line for note in words.notes for line in wrap(note, PAGE_CM - 0.2, _SMALL)]
    legend = _legend_rows(handles)
    above = 0.68 + len(shows) * _SMALL * _LINE + 0.12 + 0.48 * len(legend) + head
    below = 0.55 + len(notes) * _SMALL * _LINE + 0.34 + foot
    height = above + grid.rows * (grid.head + grid.height + grid.foot) + below
    figure = Figure(figsize=(PAGE_CM / 2.54, height / 2.54))

    def write(x: float, y: float, text: str, points: float, **how: Any) -> None:
        figure.text(x / PAGE_CM, y / height, text, fontsize=points, **how)

    write(0.05, height - 0.5, words.title, _TITLE, color=INK)
    for row, line in enumerate(shows):
        write(0.05, height - 0.68 - (row + 1) * _SMALL * _LINE + 0.06, line, _SMALL, color=GREY)
    for row, entries in enumerate(legend):
        top = height - above + head + 0.48 * (len(legend) - row)
        figure.add_artist(_legend(figure, entries, top / height))
    axes = [_panel(figure, grid, position, above, height) for position in range(grid.count)]
    middle = grid.left + (PAGE_CM - grid.left - 0.35) / 2
    write(middle, below - foot - 0.5, words.x_label, 9.0, ha="center", color=INK)
    for row, line in enumerate(notes):
        write(0.05, below - foot - 0.55 - (row + 1) * _SMALL * _LINE + 0.05, line, _SMALL, color=GREY)
    write(PAGE_CM - 0.05, 0.08, words.stamp, _STAMP, ha="right", color=GREY)
    return figure, axes


def _legend(figure: Figure, entries: list[Any], top: float) -> Any:
    from matplotlib.legend import Legend

    return Legend(
        figure, entries, [entry.get_label() for entry in entries], loc="upper left",
        bbox_to_anchor=(0.0, top), ncols=len(entries), frameon=False, borderpad=0.1, borderaxespad=0.0,
        handlelength=2.2, columnspacing=1.4, handletextpad=0.5,
    )  # fmt: skip


def _panel(figure: Figure, grid: Grid, position: int, above: float, height: float) -> Axes:
    row, column = divmod(position, grid.columns)
    x = grid.left + column * (grid.width + grid.gap_x)
    y = height - above - row * (grid.head + grid.height + grid.foot) - grid.head - grid.height
    axes = figure.add_axes((x / PAGE_CM, y / height, grid.width / PAGE_CM, grid.height / height))
    axes.set_axisbelow(True)
    axes.tick_params(colors=INK)
    # Labels and titles stand still: otherwise every drawing measures all tick labels, to step aside from them.
    axes.xaxis.set_label_coords(0.5, 0.0)
    axes.yaxis.set_label_coords(0.0, 0.5)
    return axes


def panel_title(axes: Axes, grid: Grid, text: str, lift: float = 0.0) -> None:
    """Write a panel's title above it, in one line that fits or else in two smaller ones."""
    room = grid.width + 0.25
    points = next((size for size in (9.0, 8.5, 8.0) if width_cm(text, size) <= room), None)
    lines = [text] if points else wrap(text, room, 7.5)[:2]
    axes.set_title(
        "\n".join(lines), fontsize=points or 7.5, loc="left", y=1.0, pad=3.0 + lift, linespacing=1.1, color=INK
    )


def side_label(figure: Figure, grid: Grid, text: str) -> None:
    """Write the label of the vertical axis once, along the left edge of the panels."""
    axes = figure.axes
    top, bottom = axes[0].get_position().y1, axes[-1].get_position().y0
    figure.text(0.32 / PAGE_CM, (top + bottom) / 2, text, rotation=90, va="center", ha="center", color=INK)


def say_in_panel(axes: Axes, text: str, grid: Grid) -> None:
    """Write a sentence in the middle of a panel instead of numbers."""
    axes.text(
        0.5, 0.5, "\n".join(wrap(text, grid.width - 0.4, 8.0)), transform=axes.transAxes, fontsize=8.0,
        ha="center", va="center", color=INK, linespacing=1.3,
    )  # fmt: skip


_FORMS: Final[dict[str, dict[str, Any]]] = {
    # Pressed by 3 of 9: a third less time than at the usual 6, for files larger by a twenty-fifth.
    "png": {"metadata": {"Software": "clearance-sim"}, "pil_kwargs": {"compress_level": 3}},
    "svg": {"metadata": {"Date": None, "Creator": "clearance-sim"}},
    "pdf": {"metadata": {"CreationDate": None, "Creator": "clearance-sim", "Producer": "clearance-sim"}},
}


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write a figure as PNG (300 dpi), SVG and PDF without any date, so that the same result has the same bytes.

    Call it inside `lettering.style()`, as the making.
    """
    paths = []
    for form, how in _FORMS.items():
        paths.append(folder / f"{name}.{form}")
        figure.savefig(paths[-1], dpi=300, **how)
    return paths
