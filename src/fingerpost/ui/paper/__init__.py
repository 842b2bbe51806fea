"""Pages made ready for paper: what Word and PDF files of every area have in common."""
