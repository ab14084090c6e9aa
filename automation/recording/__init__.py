"""Films, guides, screenshots and traces of a run, with every secret covered."""
