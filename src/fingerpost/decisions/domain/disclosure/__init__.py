"""Everything about one decision as one file, for a freedom of information or a subject access request."""
