"""Figures: every one in both languages, nothing cut, nothing overlapping, same bytes, colours of one meaning."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text as Written
from synthetic_study import study

from clearance_sim.report import briefing
from clearance_sim.report.briefing import figures, write_report
from clearance_sim.report.figures import cumulative, effects, queue
from clearance_sim.report.figures.page import PAGE_CM, save
from clearance_sim.report.lettering import missing_glyphs, style
from clearance_sim.report.reader import Reader

NAMES = {f"{kind}-{port}" for kind in ("1-cumulative", "2-parties", "3-queue", "4-effects", "5-bottlenecks", "6-causes")
         for port in ("manzhouli", "ceke")}  # fmt: skip


@pytest.fixture(scope="module", params=["zh", "en"])
def drawn(request: pytest.FixtureRequest, reader: Reader) -> Iterator[dict[str, Figure]]:
    with style():
        found = {
            name: figure for port in ("manzhouli", "ceke") for name, figure in figures(reader, request.param, port)
        }
        for figure in found.values():
            figure.set_dpi(300)
            FigureCanvasAgg(figure)
            figure.draw_without_rendering()
        yield found


def texts(figure: Figure) -> list[Written]:
    """Give what is seen: matplotlib also keeps labels of ticks beyond the ends of an axis."""
    labels = {}
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in (*axis.majorTicks, *axis.minorTicks):
                labels[tick.label1] = low <= tick.get_loc() <= high
                labels[tick.label2] = False
    found = (one for one in figure.findobj(Written) if one.get_visible() and one.get_text().strip())
    return [one for one in found if labels.get(one, True)]


def boxes(figure: Figure) -> list[tuple[str, Any]]:
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    return [(one.get_text(), one.get_window_extent(renderer)) for one in texts(figure)]


def test_there_are_six_figures_for_every_port(drawn: dict[str, Figure]) -> None:
    assert set(drawn) == NAMES


def test_every_figure_is_as_wide_as_the_text_of_a_briefing(drawn: dict[str, Figure]) -> None:
    assert {round(figure.get_figwidth() * 2.54, 6) for figure in drawn.values()} == {PAGE_CM}
    assert max(figure.get_figheight() * 2.54 for figure in drawn.values()) < 24.7


def test_no_word_is_cut_off_by_the_edge(drawn: dict[str, Figure]) -> None:
    cut = [
        (name, text)
        for name, figure in drawn.items()
        for text, box in boxes(figure)
        if box.x0 < 0 or box.y0 < 0 or box.x1 > figure.bbox.width or box.y1 > figure.bbox.height
    ]
    assert not cut


def test_no_word_stands_on_another(drawn: dict[str, Figure]) -> None:
    clashes = []
    for name, figure in drawn.items():
        told = boxes(figure)
        for position, (one, box) in enumerate(told):
            for other, beside in told[position + 1 :]:
                across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
                along = min(box.y1, beside.y1) - max(box.y0, beside.y0)
                if across > 2 and along > 4:
                    clashes.append((name, one, other))
    assert not clashes


def test_every_sign_has_a_glyph(drawn: dict[str, Figure]) -> None:
    assert missing_glyphs("".join(text for figure in drawn.values() for text, _ in boxes(figure))) == ""


def test_every_figure_asks_its_question_and_is_stamped(drawn: dict[str, Figure]) -> None:
    for figure in drawn.values():
        words = [one.get_text() for one in figure.texts]
        assert words[0].endswith(("？", "?"))
        assert any("3f9a3f9a3f9a" in word and "2019" in word for word in words)


def test_a_saturated_flow_is_named_and_not_drawn(reader: Reader) -> None:
    with style():
        figure = cumulative.draw(reader, "ceke", "zh")
    coal = figure.axes[0]
    assert not coal.lines
    assert "已饱和" in "".join(text.get_text() for text in coal.texts)


def test_a_reform_without_effect_is_hollow_and_one_with_effect_filled(reader: Reader) -> None:
    with style():
        figure = effects.draw(reader, "erenhot", "en")
    produce = next(axes for axes in figure.axes if "produce" in axes.get_title(loc="left"))
    general = next(axes for axes in figure.axes if axes.get_title(loc="left") == "Road import, general goods")
    assert [line.get_markerfacecolor() for line in produce.lines if line.get_marker() == "s"] == ["#56B4E9"]
    assert [line.get_markerfacecolor() for line in general.lines if line.get_marker() == "s"] == ["white"]


def test_closed_hours_are_grey_where_the_gate_has_hours(reader: Reader) -> None:
    with style():
        figure = queue.draw(reader, "ceke", "en")
    assert [(one.get_x(), one.get_width()) for one in figure.axes[0].patches] == [(0, 8), (18, 6)]


def test_equal_results_have_equal_bytes_in_every_form(reader: Reader, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        with style():
            save(effects.draw(reader, "ceke", "zh"), tmp_path / folder, "effects")
    for form in ("png", "svg", "pdf"):
        assert (tmp_path / "one" / f"effects.{form}").read_bytes() == (
            tmp_path / "two" / f"effects.{form}"
        ).read_bytes()


def test_one_scenario_alone_is_reported_without_variants(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        written = write_report(study(variants=False, ports=("ceke",)), tmp_path, ("en",))
    names = sorted(path.relative_to(tmp_path).as_posix() for path in written)
    assert names[0] == "comparison.xlsx"
    assert len(names) == 1 + 5 * 3


@pytest.mark.slow
def test_drawing_in_processes_gives_the_same_files(tmp_path: Path) -> None:
    told = study(ports=("ceke",))
    for name, processes in (("one", 1), ("two", 2)):
        (tmp_path / name).mkdir()
        write_report(told, tmp_path / name, ("zh",), processes=processes)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*"))
    assert len(files) == 1 + 6 * 3
    assert all((tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes() for path in files)


def test_what_a_dead_process_has_lost_is_drawn_here(reader: Reader, tmp_path: Path) -> None:
    wanted = briefing._Picture(tmp_path, "en", "ceke", "effects")
    lost: Future[list[Path]] = Future()
    lost.set_exception(BrokenProcessPool())
    written = briefing._drawn(reader, wanted, lost)
    assert [path.name for path in written] == [f"4-effects-ceke-en.{form}" for form in ("png", "svg", "pdf")]
    assert all(path.is_file() for path in written)


def test_what_another_process_has_begun_is_not_drawn_twice(reader: Reader, tmp_path: Path) -> None:
    begun: Future[list[Path]] = Future()
    begun.set_result([tmp_path / "4-effects-ceke-en.png"])
    written = briefing._drawn(reader, briefing._Picture(tmp_path, "en", "ceke", "effects"), begun)
    assert written == [tmp_path / "4-effects-ceke-en.png"]
    assert not list(tmp_path.iterdir())
