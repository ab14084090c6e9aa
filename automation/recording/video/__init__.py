"""A film of what a run did."""
