"""What we know ourselves: pages, their versions and files, who writes them and who may see them."""
