"""What readers say, what is read, and what a person should look at next."""
