"""Know a client secret as soon as a page shows it: the test may read it, and the form be gone when it tells."""

from playwright.sync_api import BrowserContext

from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret

_TELL = "__dhis2_oauth_secret_shown"
# Not what is being typed: its beginnings would be taken for secrets. In an iframe the script may run too early, so the
# page around it watches as well (recording/mask.py has the reason).
_SCRIPT = f"""
(() => {{
  const watch = (watched) => {{
    const look = () => {{
      for (const {{ value }} of watched.querySelectorAll('input[type="text"][disabled]')) {{
        if (value && value !== watched.lastSecretTold) window.{_TELL}(watched.lastSecretTold = value);
      }}
    }};
    new MutationObserver(look).observe(watched, {{
      attributes: true, attributeFilter: ["disabled", "type", "value"], childList: true, subtree: true,
    }});
    look();
  }};
  watch(document);
  document.addEventListener("load", ({{ target }}) => {{
    if (target instanceof HTMLIFrameElement && target.contentDocument) watch(target.contentDocument);
  }}, true);
}})();
"""


def learn_what_is_shown(context: BrowserContext, redactor: Redactor) -> None:
    """Register every client secret that a page of this context shows from now on."""
    context.expose_binding(_TELL, lambda _source, value: redactor.register(Secret(str(value))))
    context.add_init_script(_SCRIPT)
