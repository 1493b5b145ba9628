"""Stands before a package that the bench has and the product lacks: uvicorn would pick it where it finds it."""

raise ImportError("requirements.lock does not have it")
