"""Tests of outlines, the solver, the checker and the explanations."""
