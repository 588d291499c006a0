"""Lists in, files out."""
