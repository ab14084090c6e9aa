"""The suite against many builds in many languages: which, how they run, and what came of it."""
