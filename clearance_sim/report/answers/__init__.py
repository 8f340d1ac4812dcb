"""Answer what is asked of a study as a whole: one file per question, each with its table, sentences and JSON."""
