"""The stations, networks and yards of the textbooks: what is measured of them, and its mean by theory."""

from __future__ import annotations

from typing import NamedTuple

import chains
import laboratory
import numpy as np
import textbook
from laboratory import Measure

from clearance_sim.clock import MINUTE


class Case(NamedTuple):
    """Hold a claim: what is measured in a lab scenario has this mean, in ticks (or a share, or a number).

    `rival` is the mean by the wrong rule that would be mistaken for it most easily; the run must refute it.
    """

    scenario: str
    measure: Measure
    expected: float
    rival: float | None = None


CLASSES = [(6 / 60, 3.0, 1 / 3), (18 / 60, 1.5, 0.8**2)]
JACKSON = textbook.jackson_waits(
    # Papers, scanner, examination, exit; 1 of 22 who leave the papers window return without a scan, and so on.
    [20 / 60, 0, 0, 0],
    [[1 / 22, 10 / 22, 0, 11 / 22], [0.04, 0, 0.6, 0.36], [0.1, 0, 0, 0.9], [0, 0, 0, 0]],
    [2, 1, 2, 1],
    [4, 4, 12, 2],
)
NESTED = chains.nested_yard_waits(10 / 60, 4, 6.0, 4.0)
E4_ROOT = textbook.gim1_root(textbook.erlang_transform(4, 32 / 60), 5.0)
E4_LEAVES = (1 - E4_ROOT) / 5
"""Rate of the exponential sojourn of a declaration at the window of E_4/M/1."""
E4_LATER = (32 / 60) / (32 / 60 + E4_LEAVES)
"""Chance that the next truck comes while the declaration is still at the window."""

WAITS: dict[str, tuple[str, Measure, float]] = {
    "M/M/1": ("mm1", laboratory.wait(("trucks", "gate")), textbook.mmc_wait(1, 42 / 60, 1)),
    "M/M/3": ("mm3", laboratory.wait(("trucks", "gate")), textbook.mmc_wait(3, 27 / 60, 6)),
    "M/D/2": ("md2", laboratory.wait(("trucks", "scan")), textbook.mdc_wait(2, 24 / 60, 4)),
    "M/G/1": ("mg1", laboratory.wait(("trucks", "examine")), textbook.mg1_wait(4.5 / 60, 8, 1.4**2)),
    "tandem gate": ("tandem_mmc", laboratory.wait(("trucks", "gate")), textbook.mmc_wait(1, 0.5, 1.4)),
    "tandem papers": ("tandem_mmc", laboratory.wait(("trucks", "papers")), textbook.mmc_wait(4, 0.5, 6.4)),
    "tandem scan": ("tandem_mmc", laboratory.wait(("trucks", "scan")), textbook.mmc_wait(2, 0.5, 3.0)),
    "tandem bay": ("tandem_mmc", laboratory.wait(("trucks", "examine")), textbook.mmc_wait(3, 0.5, 4.5)),
    "tandem exit": ("tandem_mmc", laboratory.wait(("trucks", "exit")), textbook.mmc_wait(2, 0.5, 2.4)),
    "first of two classes": ("two_class_priority", laboratory.wait(("produce", "gate")),
                             textbook.cobham_one_server(CLASSES)[0]),
    "second of two classes": ("two_class_priority", laboratory.wait(("others", "gate")),
                              textbook.cobham_one_server(CLASSES)[1]),
    "first of three classes": ("three_class_priority", laboratory.wait(("produce", "gate")),
                               textbook.cobham_many_servers(3, (0.1, 0.15, 0.15), 6)[0]),
    "second of three classes": ("three_class_priority", laboratory.wait(("meat", "gate")),
                                textbook.cobham_many_servers(3, (0.1, 0.15, 0.15), 6)[1]),
    "third of three classes": ("three_class_priority", laboratory.wait(("others", "gate")),
                               textbook.cobham_many_servers(3, (0.1, 0.15, 0.15), 6)[2]),
    "network papers": ("jackson", laboratory.wait(("trucks", "papers"), ("trucks", "papers_again")), JACKSON[0]),
    "network scanner": ("jackson", laboratory.wait(("trucks", "scan")), JACKSON[1]),
    "network bay": ("jackson", laboratory.wait(("trucks", "examine")), JACKSON[2]),
    "network exit": ("jackson", laboratory.wait(("trucks", "exit")), JACKSON[3]),
    "convoys": ("batch_arrivals", laboratory.wait(("trucks", "gate")),
                textbook.batch_wait(10 / 60, (1, 2, 3, 4, 5), 1.25)),
    "hours": ("station_hours", laboratory.wait(("trucks", "papers")), 180.0),
    "yard of one": ("yard_line", laboratory.wait_outside("trucks", "unload"),
                    textbook.mg1_wait(10 / 60, 4, (9 + 0.5) / 16)),
    "outer yard": ("nested_yards", laboratory.wait_outside("trucks", "weigh"), NESTED[0]),
    "inner yard": ("nested_yards", laboratory.wait_outside("trucks", "examine"), NESTED[1]),
    "papers ahead, window": ("ahead", laboratory.wait(("trucks", "papers")), textbook.mmc_wait(1, 20 / 60, 2)),
    "papers ahead, truck": ("ahead", laboratory.until_ready("trucks", "release", "gate"),
                            np.exp(-(1 / 2 - 1 / 3) * 6) / (1 / 2 - 1 / 3)),
    "three declarations, window": ("declarations_per_truck", laboratory.wait(("trucks", "papers")),
                                   textbook.batch_wait(9 / 60, (3,), 4 / 3)),
    # The last of three waits one handling longer than the average one, and is handled itself.
    "three declarations, truck": ("declarations_per_truck", laboratory.until_ready("trucks", "release", "entry"),
                                  textbook.batch_wait(9 / 60, (3,), 4 / 3) + 2 * 4 / 3),
    "four trucks, window": ("trucks_per_declaration", laboratory.wait(("trucks", "papers")), E4_ROOT / E4_LEAVES),
    # The gate takes each truck a minute, in which its papers go on.
    "four trucks, truck": ("trucks_per_declaration", laboratory.until_ready("trucks", "release", "gate"),
                           float(np.mean(E4_LATER ** np.arange(4)) * np.exp(-E4_LEAVES) / E4_LEAVES)),
    "train for a track": ("train_boxes", laboratory.wait_outside("trains", "lift"),
                          textbook.mg1_wait(8 / 1440, 120, 1 / 8)),
    "train for its last box": ("train_boxes", laboratory.until_ready("trains", "depart", "join"),
                               30 * textbook.harmonic(8)),
    "shared staff, import": ("shared_staff", laboratory.wait(("inbound", "check")), textbook.mmc_wait(3, 0.3, 8)),
    "shared staff, export": ("shared_staff", laboratory.wait(("outbound", "check")), textbook.mmc_wait(3, 0.3, 8)),
}  # fmt: skip
"""Scenario, what is measured, its mean in minutes."""

RIVALS: dict[str, float] = {
    "M/M/1": textbook.mg1_wait(42 / 60, 1, 0),  # fixed handling
    "M/M/3": textbook.mmc_wait(1, 9 / 60, 6),  # a queue for each lane
    "M/D/2": textbook.mmc_wait(2, 24 / 60, 4),  # handling at random
    "M/G/1": textbook.mmc_wait(1, 4.5 / 60, 8),
    "tandem bay": textbook.mmc_wait(3, 0.5, 4.5) / 2,  # half, as with fixed handling
    "first of two classes": textbook.cobham_one_server(CLASSES[:1])[0],  # interrupts the others
    "second of two classes": textbook.cobham_one_server(CLASSES[::-1])[0],  # first instead of second
    "first of three classes": textbook.mmc_wait(3, 0.4, 6),  # first come, first served
    "third of three classes": textbook.mmc_wait(3, 0.4, 6),
    "convoys": textbook.mmc_wait(1, 30 / 60, 1.25),  # each truck comes alone
    "hours": 360.0,  # nobody comes while it is open
    "yard of one": textbook.mg1_wait(10 / 60, 3, 1),  # the place is free after the first operation
    "papers ahead, truck": 1 / (1 / 2 - 1 / 3),  # handed in on arrival
    "three declarations, truck": textbook.batch_wait(9 / 60, (3,), 4 / 3) + 4 / 3,  # the middle one, not the last
    "four trucks, window": textbook.mmc_wait(1, 8 / 60, 5.0),  # declarations come at random
    "train for a track": textbook.mg1_wait(8 / 1440, 120, 1),
    "train for its last box": 30.0,  # leaves with its first
    "shared staff, import": textbook.mmc_wait(6, 0.3, 8),  # one officer each, not two
}
"""Mean in minutes by a wrong rule, named in the comment."""

CASES = {
    name: Case(where, what, minutes * MINUTE, RIVALS[name] * MINUTE if name in RIVALS else None)
    for name, (where, what, minutes) in WAITS.items()
}
