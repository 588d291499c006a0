"""The files that lists arrived as, sealed beside the log."""
