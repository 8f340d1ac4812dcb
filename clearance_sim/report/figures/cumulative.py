"""Draw figure 1: how long until nine in ten vehicles are through, flow by flow of one port."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from clearance_sim.clock import HOUR
from clearance_sim.report.figures.page import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    Grid,
    Words,
    columns_for,
    panel_title,
    say_in_panel,
    sheet,
    side_label,
)  # fmt: skip
from clearance_sim.report.reader import BASELINE, Reader
from clearance_sim.report.saturation import growth_sentence
from clearance_sim.report.titles import flow_title, port_title, stamp, variant_title
from clearance_sim.report.wording import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LOOKS: dict[bool, dict[str, Any]] = {
    True: {"color": BLUE, "linestyle": (0, (4, 1.5)), "linewidth": 1.3},
    False: {"color": ORANGE, "linestyle": "-", "linewidth": 1.7},
}
_MARKS = (("p50", 50.0, "o"), ("p90", 90.0, "^"))


def draw(reader: Reader, port: str, language: str) -> Figure:
    """Draw the cumulative share of vehicles by border-crossing time, baseline beside the headline variant.

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
    grid = Grid(len(flows), columns_for(len(flows)), 2.9, left=1.35, head=0.98)
    words = Words(
        reader.say("figure.cumulative_title", language, port=port_title(reader, port, language)),
        reader.say("figure.cumulative_shows", language),
        reader.say("figure.cumulative_x", language),
        stamp(reader, language),
    )
    figure, panels = sheet(words, grid, _handles(reader, flows, language))
    for axes, flow in zip(panels, flows, strict=True):
        panel_title(axes, grid, flow_title(reader, flow, language), lift=11.0)
        if reader.saturated([BASELINE], port, flow):
            axes.set(xticks=[], yticks=[])
            say_in_panel(axes, growth_sentence(reader, BASELINE, port, flow, language), grid)
            continue
        _draw_flow(axes, reader, flow, language, grid)
    side_label(figure, grid, reader.say("figure.cumulative_y", language))
    return figure


def _handles(reader: Reader, flows: list[str], language: str) -> list[Line2D]:
    lines = [
        Line2D([], [], label=variant_title(reader, key, language), **_LOOKS[key == BASELINE])
        for key in reader.shown_variants
    ]
    if any(target.clock == "crossing" and target.flow in flows for target in reader.result.scenario.targets):
        lines.append(Line2D([], [], color=INK, linewidth=0.9, linestyle=":",
                            label=reader.say("figure.cumulative_target", language)))  # fmt: skip
    return lines


def _curve(reader: Reader, variant: str, port: str, flow: str) -> tuple[list[float], list[Any]]:
    items = reader.items(variant, port, flow, "crossing_cdf")
    found = [
        (reader.lasting(float(item) * HOUR), reader.value(variant, port, flow, "crossing_cdf", "share", item))
        for item in items
    ]
    points = sorted((hours, value) for hours, value in found if value is not None)
    return [hours for hours, _ in points], [value for _, value in points]


def _draw_flow(axes: Axes, reader: Reader, flow: str, language: str, grid: Grid) -> None:
    port = flow.split(".", 1)[0]
    axes.axhline(90, color=GREY, linewidth=0.5)
    reach = 0.0
    told = []
    for key in reader.shown_variants:
        if reader.saturated([key], port, flow):
            told.append(say("general.saturated", language))
            continue
        hours, values = _curve(reader, key, port, flow)
        if not hours:
            continue
        look = _LOOKS[key == BASELINE]
        shares = np.array([[value.mean, value.low, value.high] for value in values]) * 100
        shares = np.clip(shares, 0.0, 100.0)
        x = np.array([0.0, *hours]) if hours[0] > 0 else np.array(hours)
        shares = np.vstack([np.zeros((1, 3)), shares]) if hours[0] > 0 else shares
        axes.fill_between(x, shares[:, 1], shares[:, 2], color=look["color"], alpha=0.22, linewidth=0)
        axes.plot(x, shares[:, 0], **look)
        reach = max(reach, float(x[min(int(np.searchsorted(shares[:, 0], 98.5)), len(x) - 1)]))
        for statistic, height, marker in _MARKS:
            if (mark := reader.value(key, port, flow, "crossing_hours", statistic)) is not None:
                axes.plot([mark.mean], [height], marker, color=look["color"], markersize=4.2,
                          markeredgecolor=INK, markeredgewidth=0.5, zorder=4)  # fmt: skip
                reach = max(reach, mark.mean * 1.15)
                if statistic == "p90":
                    told.append(f"{mark.mean:.1f}")
    _targets(axes, reader, flow)
    told_p90 = reader.say("figure.cumulative_p90", language, values=" → ".join(told))
    axes.text(0, 1.035, told_p90, transform=axes.transAxes, fontsize=8.0, color=GREY)
    axes.set_xlim(0, reach or 1)
    axes.set_ylim(0, 101)
    axes.set_yticks([0, 50, 90], ["0", "50", "90"])
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))


def _targets(axes: Axes, reader: Reader, flow: str) -> None:
    for target in reader.result.scenario.targets:
        if target.flow == flow and target.clock == "crossing":
            axes.axvline(reader.lasting(target.at_most), color=INK, linewidth=0.9, linestyle=":")
