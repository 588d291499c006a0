"""One command a function: authorise, load, decide, append."""
