"""The suite on many builds in many languages."""
