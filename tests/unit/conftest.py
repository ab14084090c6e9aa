"""Properties are tried on the same examples on every machine and every time: what fails today failed yesterday."""

from hypothesis import settings

settings.register_profile("stable", derandomize=True, deadline=None, database=None, max_examples=40)
settings.load_profile("stable")
