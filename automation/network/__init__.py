"""How DHIS2 is reached: addresses, certificates, proxies, HTTP."""
