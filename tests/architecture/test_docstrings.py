"""Every module says what it is for."""

import ast

from tests.architecture.tree import files, read


def test_every_module_has_a_docstring() -> None:
    """Someone who opens any file reads first what it is for."""
    modules = [path for path in files() if path.suffix == ".py"]

    silent = [str(path) for path in modules if ast.get_docstring(ast.parse(read(path))) is None]

    assert silent == []


def test_every_test_has_a_docstring() -> None:
    """Each test says in one line what it promises."""
    tests = [path for path in files() if path.name.startswith("test_") and path.suffix == ".py"]

    silent = [
        f"{path}::{node.name}"
        for path in tests
        for node in ast.walk(ast.parse(read(path)))
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test_")
        and ast.get_docstring(node) is None
    ]

    assert silent == []
