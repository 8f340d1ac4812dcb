"""Hold the commands, one thin file each: read the words, call the rooms, print, choose the exit code."""
