"""Draw figure 5: where the bottleneck is, how busy stations and staff are on average and in the worst hour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matplotlib.lines import Line2D

from clearance_sim.report.figures.page import (
    BLUE,
    INK,
    ORANGE,
    PALE,
    VERMILION,
    Grid,
    Words,
    sheet,
)  # fmt: skip
from clearance_sim.report.lettering import width_cm, wrap
from clearance_sim.report.reader import BASELINE, Reader
from clearance_sim.report.saturation import growing_stations
from clearance_sim.report.titles import port_title, stamp, station_title, variant_title
from clearance_sim.report.wording import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST: Final = 14
_WIDEST_LABEL: Final = 4.6
_WARNING: Final = 85.0
_STATISTICS: Final = (("mean", "o"), ("peak_hour", "D"))


def draw(reader: Reader, port: str, language: str) -> Figure:
    """Draw utilisation of the busiest stations and staff groups, mean and peak hour, baseline beside the headline.

    Parameters
    ----------
    reader
        The study.
    port
        Key of the port.
    language
        ``zh`` or ``en``.
    """
    everything = sorted(_used(reader, port), key=lambda item: -_peak(reader, port, item))
    items = everything[:_MOST]
    names = [wrap(station_title(reader, port, item, language), _WIDEST_LABEL, 8.0)[:2] for item in items]
    left = max((width_cm(line, 8.0) for name in names for line in name), default=0.0) + 0.35
    grid = Grid(1, 1, 0.3 + 0.62 * max(len(items), 1), left=left, head=0.15)
    notes: tuple[str, ...] = ()
    if len(everything) > len(items):
        notes = (reader.say("figure.bottlenecks_omitted", language, shown=len(items), all=len(everything)),)
    words = Words(
        reader.say("figure.bottlenecks_title", language, port=port_title(reader, port, language)),
        reader.say("figure.bottlenecks_shows", language),
        reader.say("figure.bottlenecks_x", language),
        stamp(reader, language),
        notes,
    )
    figure, (axes,) = sheet(words, grid, _handles(reader, language))
    axes.axvline(_WARNING, color=VERMILION, linewidth=0.9, linestyle=(0, (4, 2)))
    growing = {key: dict(growing_stations(reader, key, port)) for key in reader.shown_variants}
    for row, item in enumerate(items):
        axes.axhline(row, color=PALE, linewidth=0.6, zorder=0)
        _draw_item(axes, reader, port, item, row)
        if item in growing[BASELINE]:
            axes.annotate(say("general.saturated", language), (100, row), (7, 0), textcoords="offset points",
                          va="center", fontsize=7.5, color=VERMILION)  # fmt: skip
    axes.set_xlim(0, 112 if any(growing.values()) else 102)
    axes.set_xticks([0, 25, 50, 75, 85, 100])
    axes.set_ylim(len(items) - 0.5, -0.5)
    axes.set_yticks(range(len(items)), ["\n".join(name) for name in names], linespacing=1.05)
    axes.tick_params(axis="y", length=0)
    return figure


def _used(reader: Reader, port: str) -> list[str]:
    """Give the stations and staff groups whose utilisation was measured and that somebody used."""
    return [item for item in reader.items(BASELINE, port, "", "utilisation") if _peak(reader, port, item) > 0]


def _peak(reader: Reader, port: str, item: str) -> float:
    found = [reader.value(BASELINE, port, "", "utilisation", statistic, item) for statistic, _ in _STATISTICS]
    return max((value.mean for value in found if value is not None), default=0.0)


def _handles(reader: Reader, language: str) -> list[Line2D]:
    handles = []
    for key in reader.shown_variants:
        for statistic, marker in _STATISTICS:
            colour = BLUE if key == BASELINE else ORANGE
            label = variant_title(reader, key, language) + ("·" if language == "zh" else ", ")
            handles.append(
                Line2D(
                    [], [], color=INK, linewidth=0, marker=marker, markerfacecolor=colour, markersize=5,
                    markeredgewidth=0.6, label=label + reader.say(f"figure.utilisation_{statistic}", language),
                )
            )  # fmt: skip
    return handles


def _draw_item(axes: Axes, reader: Reader, port: str, item: str, row: int) -> None:
    shown = reader.shown_variants
    for rank, key in enumerate(shown):
        y = row + (rank - (len(shown) - 1) / 2) * 0.34
        colour = BLUE if key == BASELINE else ORANGE
        found = [(reader.value(key, port, "", "utilisation", name, item), marker) for name, marker in _STATISTICS]
        values = [(value, marker) for value, marker in found if value is not None]
        if len(values) == 2:
            axes.plot([value.mean * 100 for value, _ in values], [y, y], color=colour, linewidth=1.0, zorder=2)
        for value, marker in values:
            axes.plot([value.low * 100, min(value.high, 1.0) * 100], [y, y], color=INK, linewidth=1.0, zorder=3)
            axes.plot([value.mean * 100], [y], marker, color=colour, markersize=4.6, markeredgecolor=INK,
                      markeredgewidth=0.6, zorder=4)  # fmt: skip
