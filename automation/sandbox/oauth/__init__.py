"""The sandbox's OAuth2 servers, made from Authlib: `/uaa/oauth/*` up to 2.41 and `/oauth2/*` from 2.42."""
