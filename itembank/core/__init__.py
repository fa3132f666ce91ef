"""Shared ground: database, settings, audit, errors, clock, jobs, crypto, logging, http; knows no feature."""
