"""Word lists: names, places that stay, clinical words that are never names."""
