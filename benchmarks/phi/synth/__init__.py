"""Presidio-research's 1,500 written texts, read as calls of one turn. Run: `python -m benchmarks.phi.synth`."""
