"""Paper: a booklet for candidates, and apart from it a key for the staff. PDF/UA-1, by Typst."""
