"""Which call is which: what faults strike."""

from werkzeug.wrappers import Request

_CLIENTS = "/api/oAuth2Clients"


def is_boot(asked: Request) -> bool:
    """What d2 asks while every generation of the settings app starts; neither the shell nor a probe asks so."""
    return is_to("GET", "/api/me", asked) and asked.args.get("fields", "").startswith(":all")


def is_check(asked: Request) -> bool:
    """The check of a client ID."""
    return is_to("GET", _CLIENTS, asked) and "filter" in asked.args


def is_list(asked: Request) -> bool:
    """The list of clients."""
    return is_to("GET", _CLIENTS, asked) and "filter" not in asked.args


def is_save(asked: Request) -> bool:
    """Save itself, after the dry run."""
    return is_to("POST", _CLIENTS, asked)


def is_token(asked: Request) -> bool:
    """The token endpoint of either era."""
    return asked.method == "POST" and asked.path in {"/uaa/oauth/token", "/oauth2/token"}


def is_system_info(asked: Request) -> bool:
    """The question for DHIS2's version."""
    return is_to("GET", "/api/system/info", asked)


def is_info(asked: Request) -> bool:
    """What is asked about the server and the user."""
    return is_to("GET", "/api/system/info", asked) or is_to("GET", "/api/me", asked)


def is_to(method: str, path: str, asked: Request) -> bool:
    """Whether a call is to that path, with or without `.json` at its end."""
    return asked.method == method and asked.path.removesuffix(".json") == path
