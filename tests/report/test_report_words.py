"""Labels: both languages, the same fields, words that were agreed, and a glyph for every sign."""

from __future__ import annotations

import string
from importlib import resources

import pytest
import yaml

from clearance_sim.ports.shelf import port_files
from clearance_sim.report.lettering import font_file, missing_glyphs, width_cm, wrap
from clearance_sim.report.wording import labels, say


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_label_has_the_same_fields_in_both_languages() -> None:
    different = {key for key, text in labels().items() if fields_of(text.zh) != fields_of(text.en)}
    assert not different


def test_no_label_is_empty() -> None:
    assert all(text.zh and text.en for text in labels().values())


def test_scenarios_are_never_called_two_periods() -> None:
    words = [word for word in ("同比", "环比") for text in labels().values() if word in text.zh]
    assert not words
    assert "有无对比" in say("note.comparison", "zh", replications=20, seed=1)


def test_a_missing_label_fails_loudly() -> None:
    with pytest.raises(KeyError):
        say("column.nonsense", "zh")


def test_the_font_draws_every_label() -> None:
    assert missing_glyphs("".join(text.zh + text.en for text in labels().values())) == ""


def test_the_font_draws_every_name_of_the_glossary() -> None:
    written = resources.files("clearance_sim.scenario").joinpath("names.yaml").read_text(encoding="utf-8")
    titles = [
        entry[language]
        for kind in yaml.safe_load(written).values()
        for entry in kind.values()
        for language in ("zh", "en")
    ]
    assert len(titles) > 100
    assert missing_glyphs("".join(titles)) == ""


@pytest.mark.parametrize("name", sorted(port_files()))
def test_the_font_draws_every_title_of_a_shipped_port(name: str) -> None:
    assert missing_glyphs(port_files()[name].read_text(encoding="utf-8")) == ""


def test_the_font_draws_gb2312_latin_greek_and_cyrillic() -> None:
    rows = [bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    hanzi = [pair.decode("gb2312", errors="ignore") for pair in rows]
    assert len("".join(hanzi)) == 6763
    others = "".join(
        map(chr, [*range(0x21, 0x7F), *range(0xC0, 0x100), *range(0x391, 0x3A2), *range(0x410, 0x450)])
    )
    assert missing_glyphs("".join(hanzi) + others) == ""


def test_the_font_comes_with_its_licence() -> None:
    licence = font_file().with_name("OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert font_file().stat().st_size < 2_500_000


@pytest.mark.parametrize(
    "text", ["满洲里铁路进口集装箱（中欧班列）的口岸停留时间", "Border-crossing time, hours per truck or train"]
)
@pytest.mark.parametrize("width", [2.6, 3.5, 6.0])
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: float) -> None:
    lines = wrap(text, width)
    assert all(width_cm(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_line_never_begins_with_a_closing_mark() -> None:
    assert not any(line[0] in "，。）；" for line in wrap("排队，排队，（闭关）排队；排队。", 1.1))
