"""Training of the PHI tagger: excerpts of calls, surrogates, spoken-style noise, one fit, thresholds."""
