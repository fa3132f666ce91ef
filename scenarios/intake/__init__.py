"""What contributors do: write, send, follow and withdraw."""
