"""How the sample calls are made: scripts to speech to telephone sound. Nothing of the product imports this."""
