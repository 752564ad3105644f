"""One module per layout of the demo web: each yields the pages of one site."""
