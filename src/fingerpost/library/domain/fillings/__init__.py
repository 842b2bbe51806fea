"""Many documents at once, and documents whose controlled copy lives elsewhere."""
