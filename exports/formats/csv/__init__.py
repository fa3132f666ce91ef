"""Two comma-separated tables: the questions, and apart from them the key."""
