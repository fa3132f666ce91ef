"""Assembling exam forms: content outlines, the problem they pose, solver, checker and explanations.

An `Outline` and a `Pool` make a `Problem`; `solver.solve` answers it; `check.verify` judges any answer
without the solver; `explain.explain` says why there is none.
"""
