"""Published papers: brought in, told apart, kept true."""
