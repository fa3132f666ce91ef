"""Submissions from arrival to hand-over: intake, clearance, cleared sources, withdrawal and retention.

- `intake/`: what contributors do, from the first draft to the withdrawal
- `clearance/`: what clearers do, from the machine's findings to the signature
- `handover/`: what editors get, and what they write from it
- `erasure.py`: destroying texts, on request and on their date
- `desk.py`: what the bank may ask about a source
"""
