"""The command line: read what was asked, start, print."""
