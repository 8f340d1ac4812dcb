"""Give the door's tests a small shelf of ports and a way to write scenarios."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clearance_sim.scenario.door import Loaded, load

GALLERY = Path(__file__).parents[1] / "broken_scenarios"

ONE_GATE = (GALLERY / "base" / "one_gate.yaml").read_text(encoding="utf-8")


@pytest.fixture
def shelf() -> dict[str, Path]:
    """Give two small ports under the names of shipped ones."""
    return {name: GALLERY / "shelf" / f"{name}.yaml" for name in ("manzhouli", "erenhot")}


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write a file into the current folder, which is empty but for `one_gate.yaml`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one_gate.yaml").write_text(ONE_GATE, encoding="utf-8")

    def write_file(text: str | bytes, name: str = "scenario.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write_file


@pytest.fixture
def opened(write: Callable[..., Path], shelf: dict[str, Path]) -> Callable[[str], Loaded]:
    """Open a scenario given as text."""
    return lambda text: load(write(text).name, shelf)
