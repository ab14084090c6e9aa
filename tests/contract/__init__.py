"""What DHIS2 answers, as data: requests, and by version the status, the content type and the shape of the answer."""
