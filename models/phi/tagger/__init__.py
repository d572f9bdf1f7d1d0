"""The transformer token tagger: one encoder that reads a call in windows and labels every word piece."""
