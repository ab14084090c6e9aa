"""What a person could do by hand, a module each."""
