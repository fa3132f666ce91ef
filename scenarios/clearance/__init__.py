"""What clearers do: decide over every finding, read the result, sign."""
