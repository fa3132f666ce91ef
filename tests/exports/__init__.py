"""Tests of the exports: what leaves the bank, in every format."""
