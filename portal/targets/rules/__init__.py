"""Pure decisions about figures: quarters, intervals, what may be shown, verdicts, hours."""
