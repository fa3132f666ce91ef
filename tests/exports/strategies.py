"""Texts that break careless writers."""

from hypothesis import strategies as st

# Every character that means something to Markdown, XML, Typst or a spreadsheet, and scripts of all kinds.
_AWKWARD = (
    "abcZ \t\n<>&\"'`*_|~^#$@\\{}=+-;,.?/%" + "éßłЖשلम中한😀\N{ZERO WIDTH JOINER}\N{COMBINING ACUTE ACCENT}"
)
_BROKEN = "\x00\x07\x1b\x7f\x85\ufffe\uffff"

awkward_texts = st.text(alphabet=_AWKWARD, max_size=120)
broken_texts = st.text(alphabet=_AWKWARD + _BROKEN, max_size=120)
words = st.text(alphabet="abcdefghij", min_size=3, max_size=9)
marks = st.sampled_from(
    ["*", "**", "_", "`", " ", "\n", "\n\n", "> ", "- ", "1. ", "# ", "|", "\n---\n", "<b>", "~"]
)
