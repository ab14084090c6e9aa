"""The sign-in page: the way to it, its form, its answers."""
