"""People: accounts, roles and permissions, verified experience."""
