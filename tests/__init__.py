"""Tests: they mirror the tree, plus architecture/ and journeys/ (in a real browser)."""
