"""The demonstration: invented data, and the main job run on it."""
