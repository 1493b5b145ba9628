"""News to many, and the pulse: written, approved, fed out and ended."""
