"""Factories of runs and run steps."""
