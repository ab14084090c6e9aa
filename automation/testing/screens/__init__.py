"""Screens compared with what they are known to show: as text, as pictures, and for accessibility."""
