"""Promises about the tree itself: imports, docstrings, what is committed, what is packaged."""
