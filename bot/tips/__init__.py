"""A tip after it was sent: who reads it, what is said of it, how it is settled, and where further words belong."""
