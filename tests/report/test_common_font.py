"""The common font: cut from the whole one, draws the same, and holds what the shipped texts need."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from clearance_sim.ports.shelf import port_files
from clearance_sim.report.lettering import FAMILIES, font_file, style
from clearance_sim.report.wording import labels

COMMON, WHOLE = FAMILIES
CUT_AGAIN = "cut the common font again, as the README beside it says"


@pytest.fixture(scope="module")
def characters() -> dict[int, str]:
    """Give the common font's characters, each with the name of its glyph."""
    with TTFont(font_file(COMMON)) as font:
        return dict(font.getBestCmap())


def test_the_common_font_holds_every_shipped_text(characters: dict[int, str]) -> None:
    texts = ["".join(text.zh + text.en for text in labels().values())]
    texts += [resources.files("clearance_sim.scenario").joinpath("names.yaml").read_text(encoding="utf-8")]
    texts += [place.read_text(encoding="utf-8") for place in port_files().values()]
    texts += [place.read_text(encoding="utf-8") for place in Path("scenarios").rglob("*.yaml")]
    assert len(texts) > 40
    assert {one for one in "".join(texts) if one != "\n" and ord(one) not in characters} == set(), CUT_AGAIN


@pytest.mark.parametrize("points", [6.0, 7.5, 9.0])
def test_every_common_character_looks_as_in_the_whole_font(characters: dict[int, str], points: float) -> None:
    # The autohinter measures a script by some characters of its font; without these, all would be drawn a little off.
    signs = [chr(code) for code in characters if code > 0x20]
    assert len(signs) > 1000
    lines = ["".join(signs[start : start + 60]) for start in range(0, len(signs), 60)]
    text = "\n".join(lines).replace("$", "")
    np.testing.assert_array_equal(picture(text, [COMMON], points), picture(text, [WHOLE], points))


@pytest.mark.parametrize("text", ["提前申报 60 % AV", "麒麟饕餮 Tö, AV 基准", "满洲里 ≤ 24 h（列）→ −1.5"])
def test_a_line_looks_alike_with_the_common_font_first_and_with_the_whole_one_alone(text: str) -> None:
    np.testing.assert_array_equal(picture(text, list(FAMILIES)), picture(text, [WHOLE]))


def picture(text: str, families: list[str], points: float = 9.0) -> NDArray[np.uint8]:
    with style(), rc_context({"font.family": [*families, "DejaVu Sans"]}):
        figure = Figure(figsize=(8, 0.5 + 0.3 * text.count("\n")), dpi=300)
        canvas = FigureCanvasAgg(figure)
        figure.text(0.02, 0.05, text, fontsize=points)
        canvas.draw()
        return np.array(canvas.buffer_rgba())
