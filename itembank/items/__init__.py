"""Items: content, revisions, lint, reviews, sign-offs and relations. State is derived from appended rows."""
