"""Shared ground: database, settings, audit, errors, clock, jobs, crypto, logging, http. Imports no feature."""
