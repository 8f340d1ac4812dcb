"""Hold the reforms, one small file each: `Draft -> Draft`, its parameters, its source and its words.

A reform changes inputs only (shares, lead times, lanes, priorities, who must be present); what this does to
hours, queues and cost comes out of the simulation and is written nowhere here.
"""
