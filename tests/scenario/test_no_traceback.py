"""Whatever is done to a scenario, the door opens it or explains it: no other exception, no empty sentence."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clearance_sim.errors import ScenarioError
from clearance_sim.scenario import sentences
from clearance_sim.scenario.door import load_text

GALLERY = Path(__file__).parents[1] / "broken_scenarios"
SHELF = {name: GALLERY / "shelf" / f"{name}.yaml" for name in ("manzhouli", "erenhot")}
LABS = sorted((Path(__file__).parents[2] / "scenarios" / "lab").glob("*.yaml"))
TEXTS = [path.read_text(encoding="utf-8") for path in (GALLERY / "base" / "one_gate.yaml", *LABS)]
JUNK = (
    "null", "", "~", "0", "-1", "3.5", "1e9", "true", "[]", "{}", "[1, [2]]", "{a: {b: 1}}", "text", "08:00", "25:00",
    "60 %", "-3 %", "5 min", "0 s", "12/h", "0/h", "30 CNY", "2019-02-30", "0001-01-01", "口岸", "gate", '""', "'\\0'",
    '"\\ud800"', "{value: 3}", "{value: 3, source: x}", "{value: {value: 3}}", "{source: x}", "{assumption: 3}", "&a [1]", "*a",
    "[null]", "{null: null}", "{? [a]: b}", "!!int 3", "|\n  block", "{like: manzhouli}", "[manzhouli, manzhouli]",
    "{lognormal: {mean: 1 min, cv: 1}}", "{low: 1, high: 3}", "[{from: 2019-01-01, to: 2019-01-02, count: 3}]",
)  # fmt: skip


def answer(text: str) -> str | None:
    """Give what the door says against a text, None if it opens."""
    try:
        load_text(text, SHELF)
    except ScenarioError as error:
        said = error.render("en"), error.render("zh")
        assert all(each.strip() for each in said)
        assert "Traceback" not in said[0]
        return said[0]
    return None


def with_junk(text: str, rng: random.Random) -> str:
    """Put junk for the value of a random line, or for a word within it."""
    lines = text.splitlines()
    number = rng.randrange(len(lines))
    line = lines[number]
    if ":" in line and rng.random() < 0.6:
        lines[number] = line[: line.index(":") + 1] + " " + rng.choice(JUNK)
    else:
        words = line.split(" ")
        words[rng.randrange(len(words))] = rng.choice(JUNK)
        lines[number] = " ".join(words)
    if rng.random() < 0.3:
        del lines[rng.randrange(len(lines))]
    return "\n".join(lines) + "\n"


def with_noise(text: str, rng: random.Random) -> str:
    """Change, drop, repeat or swap a few characters."""
    signs = list(text)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(signs))
        signs[at] = rng.choice(
            ["", signs[at] * 2, rng.choice(":{}[]-,&*!|>'\"#%\t\n ：，％口\x00\u2028\ufeff"), "\n"]
        )
    return "".join(signs)


@pytest.mark.parametrize("spoil", [with_junk, with_noise])
def test_spoilt_scenarios_are_explained(spoil: Callable[[str, random.Random], str]) -> None:
    rng = random.Random(2019)
    refused = sum(answer(spoil(rng.choice(TEXTS), rng)) is not None for _ in range(400))
    assert refused > 100


def test_every_complaint_of_the_schema_has_our_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    unknown: set[str] = set()
    ours = sentences.sentence

    def watched(kind: str, context: Any, found: Any) -> Any:
        if kind != "bilingual" and kind not in sentences._SENTENCES:
            unknown.add(kind)
        return ours(kind, context, found)

    monkeypatch.setattr("clearance_sim.scenario.validation.sentence", watched)
    rng = random.Random(243)
    for _ in range(300):
        answer(with_junk(rng.choice(TEXTS), rng))
    assert unknown == set()
