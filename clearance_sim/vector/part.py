"""Name the fields of the records that a coupled part of a port is laid out in.

All records lie in one sequence of integers, the `cells`, and are known by where they begin: a row that begins at
cell 160 has ``cells[160 + START]``, and what refers to it holds 160. One sequence is all that the functions of the
event loop hand one another; and a row's fields lie side by side, so that coming back to a row costs one look at the
memory. As it is, `cells` is a list; compiled, an array. Nobody begins at cell 0, which stands for none.

Lists have two fields, for instance `LINES` and `LINES_END`: where they begin and where they end.
"""

from __future__ import annotations

from typing import Final

SKIPPED: Final = -1
DELAY: Final = -2
"""In place of a line: the row is not taken, or is handled at once."""
LONG_AGO: Final = -(2**62)

# Header. Below BITS an event holds a row, which MASK cuts out. Rows that end without an event lie in the list OVER until
# those who wait for them are told. UNSETTLED: OVER, yards and gatherings have to be looked at on this tick.
# CAME: the first row on this tick that found room; it stands in no line as long as no other may have its turn before.
(
    HORIZON, BITS, MASK, UNSETTLED, CAME, OVER, OVER_END, DUE, DUE_END, COMERS, YARDS, YARDS_END, GATHERINGS, GATHERINGS_END,
) = range(14)  # fmt: skip
HEADER: Final = 16

# A row. START: before it starts, for how many ends, or its arrival, it waits, above FAR. LINE: below DELAY, and minus that,
# where its holding begins, which says what it wants. LASTS: its work, once started all that passes until its end. NUMBER,
# the packed number, stands here in owners too. TARGET: who waits for its end; below zero where a list of those begins
# that ends with 0.
START, LINE, LASTS, NUMBER, TARGET, LANE = range(6)
ROW: Final = 6

# Who comes from outside the part, in order of time: a row, or below zero what opens, closes, departs, changes shift.
TICK, WHO = range(2)
COMER: Final = 2
KIND, WHAT, VALUE, OF_POOL = range(4)
CHANGE: Final = 4

# A queue begins the records of lines, yards and gatherings: places of two cells, of an item and of the tick on which
# it came.
HEAD, TAIL = range(2)
QUEUE: Final = 2
SINCE: Final = 1
TURN: Final = 2

# A line: who waits for the same lanes and people with the same priority. PLAIN: the only lane group of its pool, if that
# never rests and all lines of the pool want it and no staff. POOL: its pool, of a plain line the first line of the pool.
# SHARED: the pool has other lines; BEHIND: where the lines of the pool end. CHANCE: its head may yet start on this tick.
# MARKED: the tick on which it was last due; MARKED and PLAIN, which is 0, stand here in pools too.
MARKED, PLAIN, POOL, SHARED, BEHIND, STATION, PRIORITY, CHANCE, LANES, LANES_END, NEEDS, NEEDS_END = range(QUEUE, QUEUE + 12)
LINE_SIZE: Final = QUEUE + 12
GROUP, PEOPLE = range(2)
NEED: Final = 2

# A pool that is not plain: stations that share staff. STANDING: how many wait.
LINES, LINES_END, _, _, STANDING, SURGES, SURGES_END = range(7)

# A station and its lanes; slow-downs are triples of begin, end and per cent.
SURGE_AT, CALM_AT, FIRST_LANE, LAST_LANE, SLOWS, SLOWS_END = range(6)
STATION_SIZE: Final = 6

# A lane group. ROOM: lanes that are on, open and free, below zero when it closed or calmed down at work. Spans are
# pairs of begin and end of working time, none where it never rests.
ROOM, COUNT, ON, IS_OPEN, IS_SURGE, IS_SLOT, IS_SLOW, OF_STATION, SPANS, SPANS_END = range(10)
LANE_SIZE: Final = 16  # so that a shift tells which

ON_DUTY, FREE_STAFF = range(2)
STAFF_SIZE: Final = 2

# A yard, and an owner: an entity that holds, or wants, one of its places.
FREE_PLACES, TURNS_AWAY = range(QUEUE, QUEUE + 2)
YARD_SIZE: Final = QUEUE + 2
YARD, ASKED, STEPS_LEFT, _, FIRST_ASKER, WAITING_ROW = range(6)
OWNER: Final = 6

# Holdings of a row: its owners in the yards around its step, outer first, whom it travels with, and the line that it
# wants.
OWNERS, OWNERS_END, ASKS_AT, NEXT_WAITING, GATHERING, WORTH, LEADER, MATE, NEXT_RIDE, ADMITTED, WANTS = range(11)
HOLDING: Final = 11

# A gathering: by number or by worth, and how long the first may wait, below zero for ever.
UNITS_WANTED, WORTH_WANTED, AT_MOST, GATHERED, WAKE = range(QUEUE, QUEUE + 5)
GATHERING_SIZE: Final = QUEUE + 5
