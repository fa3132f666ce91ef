"""Framework packs: open data that items, outlines and experience statements are tagged with."""
