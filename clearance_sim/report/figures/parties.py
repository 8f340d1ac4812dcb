"""Draw figure 2: in whose hands the time passes, handling solid and waiting hatched, flow by flow of one port."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from clearance_sim.report.figures.page import (
    BLUE,
    INK,
    ORANGE,
    Grid,
    Words,
    columns_for,
    panel_title,
    say_in_panel,
    sheet,
)  # fmt: skip
from clearance_sim.report.lettering import width_cm
from clearance_sim.report.reader import BASELINE, Reader
from clearance_sim.report.saturation import growth_sentence
from clearance_sim.report.titles import flow_title, party_title, port_title, stamp, variant_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PARTIES = ("trader", "customs", "border_police", "terminal", "partner", "papers")
_COLOURS = {True: BLUE, False: ORANGE}
_BAR = 0.36


def draw(reader: Reader, port: str, language: str) -> Figure:
    """Draw mean hours per vehicle by responsible party, baseline next to the headline variant.

    Parameters
    ----------
    reader
        The study.
    port
        Key of the port; one panel for each of its flows.
    language
        ``zh`` or ``en``.
    """
    flows = reader.flows(port)
    parties = [party for party in _PARTIES if _held(reader, port, flows, party)]
    names = [party_title(party, language, reader.of_halls) for party in parties]
    left = max((width_cm(name, 8.0) for name in names), default=0) + 0.35
    per_party = 0.18 + 0.2 * len(reader.shown_variants)
    grid = Grid(len(flows), columns_for(len(flows)), max(1.6, per_party * len(parties)), left=left)
    words = Words(
        reader.say("figure.parties_title", language, port=port_title(reader, port, language)),
        reader.say("figure.parties_shows", language),
        reader.say("figure.parties_x", language),
        stamp(reader, language),
    )
    figure, panels = sheet(words, grid, _handles(reader, language))
    for position, (axes, flow) in enumerate(zip(panels, flows, strict=True)):
        panel_title(axes, grid, flow_title(reader, flow, language))
        if reader.saturated([BASELINE], port, flow):
            axes.set(xticks=[], yticks=[])
            say_in_panel(axes, growth_sentence(reader, BASELINE, port, flow, language), grid)
        else:
            _draw_flow(axes, reader, flow, parties)
        axes.set_ylim(len(parties) - 0.5, -0.5)
        axes.set_yticks(range(len(parties)), names if position % grid.columns == 0 else [""] * len(names))
        axes.tick_params(axis="y", length=0)
    return figure


def _held(reader: Reader, port: str, flows: list[str], party: str) -> bool:
    """Say whether anybody in the port ever holds time in this party's name."""
    found = [
        reader.value(key, port, flow, measure, "mean", party)
        for key in reader.shown_variants for flow in flows
        for measure in ("party_handling_hours", "party_wait_hours")
    ]  # fmt: skip
    return any(value is not None and value.mean > 0 for value in found)


def _handles(reader: Reader, language: str) -> list[Patch]:
    handles = []
    for key in reader.shown_variants:
        colour, title = _COLOURS[key == BASELINE], variant_title(reader, key, language)
        dot = "·" if language == "zh" else ", "
        handles.append(Patch(facecolor=colour, edgecolor=INK, linewidth=0.5,
                             label=title + dot + reader.say("figure.handling", language)))  # fmt: skip
        handles.append(Patch(facecolor=_pale(colour), edgecolor=colour, hatch="/////", linewidth=0.5,
                             label=title + dot + reader.say("figure.waiting", language)))  # fmt: skip
    return handles


def _pale(colour: str) -> tuple[float, float, float]:
    """Mix a colour with white, so that its hatch stands out and print in grey stays light."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (1 - 0.18 * (1 - part) for part in parts)
    return red, green, blue


def _draw_flow(axes: Axes, reader: Reader, flow: str, parties: list[str]) -> None:
    port = flow.split(".", 1)[0]
    shown = [key for key in reader.shown_variants if not reader.saturated([key], port, flow)]
    for row, party in enumerate(parties):
        for rank, key in enumerate(shown):
            y = row + (rank - (len(reader.shown_variants) - 1) / 2) * _BAR
            colour = _COLOURS[key == BASELINE]
            handling = reader.value(key, port, flow, "party_handling_hours", "mean", party)
            waiting = reader.value(key, port, flow, "party_wait_hours", "mean", party)
            start = handling.mean if handling else 0.0
            if start > 0:
                axes.barh(y, start, _BAR, color=colour, edgecolor=INK, linewidth=0.4)
            if waiting and waiting.mean > 0:
                axes.barh(y, waiting.mean, _BAR, left=start, color=_pale(colour), edgecolor=colour,
                          hatch="/////", linewidth=0.5)  # fmt: skip
                axes.plot([start + max(waiting.low, 0.0), start + waiting.high], [y, y], color=INK, linewidth=0.8)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
