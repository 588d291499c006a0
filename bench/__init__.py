"""Measurements: ratios against a named reference, both sides in one run."""
