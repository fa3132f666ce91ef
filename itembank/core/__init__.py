"""Shared ground: database, settings, audit, errors, clock, jobs, crypto, logging and http. Imports no feature."""
