"""One recogniser a file; registry.py puts them together."""
