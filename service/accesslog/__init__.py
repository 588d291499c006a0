"""The record of who looked at whom."""
