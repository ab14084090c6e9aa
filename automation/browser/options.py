"""What a browser and its contexts are started with, as data for Playwright."""

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from automation.network.certificates import throwaway
from automation.network.transport import Proxy, Transport
from automation.secrets.child_environment import Purpose, environment, narrowed
from automation.secrets.redact import Redactor


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserOptions:
    """How the browser is started; `timeout` and `slow_mo` in seconds, `viewport` in CSS pixels.

    `scale` is how many pixels of the screen make one of the page; `script` runs in every page before its own.
    The `redactor` is told of the sessions that the browser is given.
    `has_sandbox` says whether Chromium's own sandbox keeps pages from the machine (never for root).
    """

    path: Path | None = None
    headed: bool = False
    slow_mo: float = 0.0
    timeout: float = 30.0
    viewport: tuple[int, int] | None = None
    scale: float = 1.0
    script: str = ""
    has_sandbox: bool = True
    transport: Transport = field(default_factory=Transport)
    redactor: Redactor = field(default_factory=Redactor, compare=False, repr=False)


def launch_arguments(options: BrowserOptions) -> dict[str, Any]:
    """Arguments for Playwright's launch; Chromium refuses its sandbox to root."""
    arguments = []
    if options.transport.url and options.transport.proxy is None:
        # Chromium would look for the machine's proxy by itself; whether there is one has been decided.
        arguments.append("--no-proxy-server")
    if options.scale != 1:
        # The context's own scale reaches Playwright's screenshots, but not pictures that Chromium is asked for.
        arguments.append(f"--force-device-scale-factor={options.scale}")
    return {
        "headless": not options.headed,
        "slow_mo": options.slow_mo * 1000,
        "args": arguments,
        "env": environment(_purpose(options)),
        # Without a word of ours Playwright switches it off.
        "chromium_sandbox": options.has_sandbox and not is_root(),
        # Ctrl-C is ours to handle: the browser has to outlive it for as long as it takes to say what happened.
        "handle_sigint": False,
        "handle_sigterm": False,
        "handle_sighup": False,
    }


def context_arguments(options: BrowserOptions, connect_proxy: Proxy | None, state: Any = None) -> dict[str, Any]:
    """Arguments for Playwright's new_context; `connect_proxy` is given when the driver speaks TLS."""
    transport = options.transport
    arguments: dict[str, Any] = {"service_workers": "block", "accept_downloads": False}
    if state is not None:
        arguments["storage_state"] = state
    if options.viewport:
        arguments["viewport"] = dict(zip(("width", "height"), options.viewport, strict=True))
    if options.scale != 1:
        arguments["device_scale_factor"] = options.scale
    if transport.insecure:
        arguments["ignore_https_errors"] = True
    if proxy := connect_proxy or transport.proxy:
        arguments["proxy"] = _settings(proxy)
    if connect_proxy:
        pair = transport.client_cert or throwaway()
        arguments["client_certificates"] = [
            {"origin": origin, "cert": pair.certificate, "key": pair.key.reveal().encode()}
            for origin in transport.origins
        ]
    return arguments


def driver_settings(transport: Transport) -> dict[str, str]:
    """What tells Playwright's driver, which is Node, whom to trust; it looks once, when it starts."""
    extra = {"NODE_EXTRA_CA_CERTS": str(transport.ca_file)} if transport.ca_file else {}
    return {"NODE_USE_SYSTEM_CA": "1"} | extra


def driver_environment(options: BrowserOptions) -> AbstractContextManager[None]:
    """This process's environment as that of Playwright's driver, which gets it whole, while it starts."""
    return narrowed(_purpose(options), driver_settings(options.transport))


def is_root() -> bool:
    """Whether this process is the superuser's."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _purpose(options: BrowserOptions) -> Purpose:
    return Purpose.SEEN_BROWSER if options.headed else Purpose.HIDDEN_BROWSER


def _settings(proxy: Proxy) -> dict[str, str]:
    settings = {"server": proxy.server}
    if proxy.username:
        settings |= {"username": proxy.username, "password": proxy.password.reveal() if proxy.password else ""}
    return settings
