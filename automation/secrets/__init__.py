"""All that touches a secret: the type, the redactor, the journal, files."""
