"""Draw figure 4: which reform works, each variant's change with its interval, flow by flow of one port."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

from clearance_sim.report.figures.page import (
    GREY,
    INK,
    ORANGE,
    PALE,
    Grid,
    Words,
    columns_for,
    panel_title,
    sheet,
)  # fmt: skip
from clearance_sim.report.lettering import width_cm, wrap
from clearance_sim.report.numbers import MINUS, decimals, signed
from clearance_sim.report.reader import Effect, Reader
from clearance_sim.report.titles import flow_title, port_title, stamp, variant_title
from clearance_sim.report.wording import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDEST_LABEL = 3.4
_COLOURS = ("#009E73", "#56B4E9", "#CC79A7", "#D55E00", "#F0E442", "#999999")
_MARKERS = "os^vDP"


def draw(reader: Reader, port: str, language: str) -> Figure:
    """Draw the change of mean border-crossing time under every variant, with 95 % intervals.

    Parameters
    ----------
    reader
        A study with at least one variant.
    port
        Key of the port; one panel for each of its flows, each with its own scale of hours.
    language
        ``zh`` or ``en``.
    """
    flows = reader.flows(port)
    names = [wrap(variant_title(reader, key, language), _WIDEST_LABEL, 8.0) for key in reader.variants]
    left = max(width_cm(line, 8.0) for lines in names for line in lines) + 0.35
    lines = max(len(name) for name in names)
    grid = Grid(len(flows), columns_for(len(flows)), (0.3 + 0.3 * lines) * (len(names) + 0.35), left=left)
    words = Words(
        reader.say("figure.effects_title", language, port=port_title(reader, port, language)),
        reader.say("figure.effects_shows", language),
        reader.say("figure.effects_x", language),
        stamp(reader, language),
    )
    figure, panels = sheet(words, grid, [])
    labels = ["\n".join(name) for name in names]
    for position, (axes, flow) in enumerate(zip(panels, flows, strict=True)):
        panel_title(axes, grid, flow_title(reader, flow, language))
        _draw_flow(axes, reader, flow, language)
        axes.set_ylim(len(names) - 0.5, -0.85)
        axes.set_yticks(range(len(names)), labels if position % grid.columns == 0 else [""] * len(names))
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
    return figure


def _look(reader: Reader, variant: str) -> tuple[str, str]:
    """Give the colour and the marker of a variant; the headline has the colour it has in every figure."""
    if variant == reader.headline:
        return ORANGE, "D"
    rank = reader.variants.index(variant)
    return _COLOURS[rank % len(_COLOURS)], _MARKERS[rank % len(_MARKERS)]


def _draw_flow(axes: Axes, reader: Reader, flow: str, language: str) -> None:
    port = flow.split(".", 1)[0]
    effects = [reader.effect(key, port, flow, reader.first_clock) for key in reader.variants]
    numbers = [e for e in effects if e is not None and e.is_change]
    reach = [0.0, *(bound for effect in numbers for bound in (effect.low, effect.high))]
    span = max(reach) - min(reach) or 1.0
    low, high = min(reach) - 0.14 * span, max(reach) + 0.14 * span
    if not numbers:
        low, high = -1.0, 1.0
    axes.set_xlim(low, high)
    if numbers:
        axes.axvline(0, color=INK, linewidth=0.8)
    places = decimals(max(map(abs, reach)))
    for row, (key, effect) in enumerate(zip(reader.variants, effects, strict=True)):
        axes.axhline(row, color=PALE, linewidth=0.6, zorder=0)
        if effect in numbers and effect is not None:
            _draw_effect(axes, row, effect, _look(reader, key), places)
        else:
            verdict = effect.verdict if effect is not None else "not_applicable"
            centre = (low + high) / 2
            axes.text(centre, row, say(f"verdict.{verdict}", language), fontsize=7.5, color=GREY, ha="center",
                      va="center", bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0})  # fmt: skip
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    if not numbers:
        axes.set_xticks([])


def _draw_effect(axes: Axes, row: int, effect: Effect, look: tuple[str, str], places: int) -> None:
    colour, marker = look
    axes.plot([effect.low, effect.high], [row, row], color=INK, linewidth=1.1, solid_capstyle="butt")
    axes.plot([effect.difference], [row], marker, color=colour if effect.shown else "white", markersize=5.0,
              markeredgecolor=INK, markeredgewidth=0.7, zorder=4)  # fmt: skip
    low, high = axes.get_xlim()
    place = (effect.difference - low) / (high - low)
    told = signed(effect.difference, places)
    if float(told.replace(MINUS, "-")) == 0:
        # Above the marker it would stand on the zero line.
        room = place < 0.75
        axes.annotate(told, (effect.difference, row), (7 if room else -7, 0), textcoords="offset points",
                      ha="left" if room else "right", va="center", fontsize=7.5, color=INK)  # fmt: skip
        return
    side = "left" if place < 0.2 else "right" if place > 0.8 else "center"
    axes.annotate(told, (effect.difference, row), (0, 4.5), textcoords="offset points", ha=side, va="bottom",
                  fontsize=7.5, color=INK, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4})  # fmt: skip
