"""IMS QTI 3.0: one content package with the test, its items and their manifest."""
