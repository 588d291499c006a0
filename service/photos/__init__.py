"""Photos of doors and documents: sealed beside the log, gone with the household's key."""
