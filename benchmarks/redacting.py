"""What redacting costs: beside one pass of `html.unescape`, which any reader of such a text makes, in one run.

The text is like a trace: lines of JSON that hold JSON, URLs and HTML. It holds none of the secrets, as most texts do.
"""

import html
import json
import random
import statistics
import string
import time
from collections.abc import Callable

from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret

ROUNDS = 5
SECRETS = ('Pä$$ "wörd"<&>/+%\\7', "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "0123456789abcdef0123456789abcdef-old",
           "4f1c0a3e-1d2b-4c5d-8e9f-1234567890ab", "B2C3D4E5F60718293A4B5C6D7E8F9012",
           "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLW9mLWl0")  # fmt: skip


def main() -> None:
    text = "\n".join(map(_line, range(20_000)))
    redactor = Redactor()
    for secret in SECRETS:
        redactor.register(Secret(secret))
    _show("redact a trace, six secrets", lambda: redactor(text), "html.unescape of it", lambda: html.unescape(text))
    chosen = random.Random(1)  # noqa: S311 - the same cookie each time
    cookie = "".join(chosen.choices(string.ascii_letters + string.digits + "+/=", k=4_000))
    _show("register a cookie of 4,000", lambda: Redactor().register(Secret(cookie)), "json.dumps of the trace",
          lambda: json.dumps(text))  # fmt: skip


def _line(number: int) -> str:
    inner = json.dumps({"name": 'a "b" <c> & d', "numbers": list(range(5))})
    return json.dumps({
        "type": "before", "number": number, "url": "https://d.example/api/x?filter=a%20b&c=1", "body": inner,
        "html": "&lt;p class=&quot;x&quot;&gt;",
    })  # fmt: skip


def _show(name_a: str, a: Callable[[], object], name_b: str, b: Callable[[], object]) -> None:
    a(), b()
    ratios = [_timed(a) / _timed(b) for _ in range(ROUNDS)]
    print(f"{name_a:<34} {name_b:<34} {statistics.median(ratios):>10.2f}  {min(ratios):>5.2f}  {max(ratios):>5.2f}")


def _timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
