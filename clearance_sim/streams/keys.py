"""Name every stream of chance by five fixed words, so that no draw depends on what else is drawn."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Final

from clearance_sim.errors import ScenarioError, Text

Key = tuple[int, int, int, int, int]
"""Five integers of 32 bits: seed, replication, hashes of flow, purpose and extra names (rule 14)."""

_WORD: Final = 2**32


@lru_cache(maxsize=4096)
def name_word(name: str) -> int:
    """Give 32 bits of the BLAKE2s digest of a name; Python's own ``hash`` differs from run to run.

    The names of a port are asked for again in every replication, and remembered (2 us a digest).
    Two of 100 names collide with a chance of about one in a million (birthday bound ``n**2 / 2**33``).

    Examples
    --------
    >>> name_word("document_review")
    2356340513
    """
    return int.from_bytes(hashlib.blake2s(name.encode(), digest_size=4).digest(), "little")


def stream_key(seed: int, replication: int, flow: str, purpose: str, extra: str = "") -> Key:
    """Give the key of one stream: every entity of `flow` has one number in it.

    Words are never added or joined together: sums and positions would let two streams meet, or move one
    when a step is added.

    Parameters
    ----------
    seed, replication
        Whole numbers in [0, 2**32).
    flow
        ``port.mode.direction.cargo`` or whatever name owns the entities.
    purpose
        What the number decides, such as ``arrival`` or ``handling:examination``.
    extra
        A further name where flow and purpose do not suffice, such as the declaration's ordinal stream.

    Raises
    ------
    ScenarioError
        If the seed or the replication does not fit into 32 bits.

    Examples
    --------
    >>> stream_key(1, 0, "erenhot.road.export.general", "arrival")
    (1, 0, 1166056524, 502620224, 1188227382)
    """
    if not (0 <= seed < _WORD and 0 <= replication < _WORD):
        raise _too_large(seed, replication)
    return (seed, replication, name_word(flow), name_word(purpose), name_word(extra))


def _too_large(seed: int, replication: int) -> ScenarioError:
    zh, en, number = ("重复序号", "replication", replication) if 0 <= seed < _WORD else ("随机种子", "seed", seed)
    return ScenarioError(
        Text(zh=f"{zh}应在 0 与 4294967295 之间；现在是 {number}",
             en=f"the {en} must lie between 0 and 4294967295; found {number}")
    )  # fmt: skip
