"""Outlines, forms and locks, on both databases."""
