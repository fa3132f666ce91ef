"""The exam item bank: people, framework, items, assembly, and the application around them."""
