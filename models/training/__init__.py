"""Trains and measures the act classifier on the dialogues of this folder."""
