"""Tests of the sanitiser."""
