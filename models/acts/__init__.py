"""Detects acts: a small transformer reads windows of turns and gives each judged turn a probability per act."""
