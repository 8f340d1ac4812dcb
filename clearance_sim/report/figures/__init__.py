"""Hold the six figures, one file each: a study's tables and a language in, one `Figure` out."""
