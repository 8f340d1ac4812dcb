"""A result folder appears whole or not at all, whatever happens to the run that writes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clearance_sim.errors import ClearanceError
from clearance_sim.store.folder import STALE_SECONDS, building, folder_name

WRITER = """
import sys, time
from pathlib import Path
from clearance_sim.store.folder import building

with building(Path(sys.argv[1]), "lab-0") as folder:
    (folder / "manifest.json").write_text("half")
    print("writing", flush=True)
    time.sleep(60)
"""


def visible(root: Path) -> list[str]:
    return sorted(path.name for path in root.iterdir() if not path.name.startswith("."))


def write(root: Path, text: str) -> None:
    with building(root, "lab-0") as folder:
        (folder / "manifest.json").write_text(text)
        (folder / "figures").mkdir()
        (folder / "figures" / "one.svg").write_text(text)


def make_old(path: Path) -> None:
    then = time.time() - STALE_SECONDS - 60
    for inner in [*path.rglob("*"), path]:
        os.utime(inner, (then, then))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL; its TerminateProcess is the same")
@pytest.mark.parametrize("earlier", [False, True])
def test_a_run_killed_while_writing_leaves_nothing_where_a_reader_looks(tmp_path: Path, earlier: bool) -> None:
    if earlier:
        write(tmp_path, "whole")
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"writing\n"
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    assert visible(tmp_path) == (["lab-0"] if earlier else [])
    if earlier:
        assert (tmp_path / "lab-0" / "manifest.json").read_text() == "whole"
    left = [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    assert len(left) == 1
    # A young remnant may belong to a run that is still writing; an old one is swept by the next run.
    write(tmp_path, "again")
    assert left[0].exists()
    make_old(left[0])
    write(tmp_path, "third")
    assert [path.name for path in tmp_path.iterdir()] == ["lab-0"]
    assert (tmp_path / "lab-0" / "manifest.json").read_text() == "third"


def test_a_run_that_fails_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "whole")
    with pytest.raises(KeyboardInterrupt), building(tmp_path, "lab-0") as folder:
        (folder / "manifest.json").write_text("half")
        raise KeyboardInterrupt
    assert [path.name for path in tmp_path.iterdir()] == ["lab-0"]
    assert (tmp_path / "lab-0" / "manifest.json").read_text() == "whole"


def test_a_run_killed_between_the_two_renames_loses_nothing(tmp_path: Path) -> None:
    write(tmp_path, "whole")
    (tmp_path / "lab-0").rename(tmp_path / ".lab-0.replaced-abcdefgh")
    with pytest.raises(RuntimeError), building(tmp_path, "lab-0"):
        raise RuntimeError
    assert (tmp_path / "lab-0" / "figures" / "one.svg").read_text() == "whole"


def test_remnants_of_other_results_are_left_alone(tmp_path: Path) -> None:
    other = tmp_path / ".lab-1.partial-xyz"
    other.mkdir()
    make_old(other)
    write(tmp_path, "whole")
    assert other.exists()


def test_a_place_that_cannot_be_written_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file")
    with pytest.raises(ClearanceError, match="cannot write the result folder"), building(tmp_path / "results", "x"):
        raise AssertionError("never entered")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("三口岸 方案", "三口岸-方案"), ("../../etc", "etc"), ("a:b*c?", "a-b-c"), ("", "result")],
)
def test_folder_names_are_safe_on_every_system(name: str, expected: str) -> None:
    assert folder_name(name, "abcdef0123") == f"{expected}-abcdef01"
