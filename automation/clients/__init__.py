"""What a client is: its specification, its rules, and the presets."""
