"""Plugins of the whole test run; the fixtures of the bank are in tests/conftest.py."""

pytest_plugins = ["tests.support.fixtures"]
