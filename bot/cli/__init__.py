"""The parts of the `ombud` command that `bot.__main__` puts together. Nothing here imports anything slow at the top."""
