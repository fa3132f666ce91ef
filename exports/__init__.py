"""Forms leave the bank here: one folder per format, a manifest and a loss report around them."""
