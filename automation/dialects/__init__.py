"""What differs between DHIS2 generations, as data."""
