"""What editors get: cleared texts, and never more."""
