"""The demonstration runs the main job, and can be killed."""
