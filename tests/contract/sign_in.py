"""Who is let in, and where everybody else is sent."""

from tests.contract.model import HTML, JSON, THERE, Answer, Ask, Case, Who

_STRUTS = "$base/dhis-web-commons/security/login.action"
_SENT_TO_SIGN_IN = {
    "2.40": Answer(status=302, location=_STRUTS),
    "2.41": Answer(status=302, location="$base/dhis-web-login"),
    "2.42": Answer(status=302, location="$base/dhis-web-login/"),
    "2.43": Answer(status=302, location="$base/login/"),
}
_UNAUTHORIZED = Answer(status=401, type=JSON, json={"httpStatusCode": 401, "status": "ERROR"})

CASES = (
    Case(
        name="ping is open to all",
        ask=Ask(method="GET", path="/api/ping"),
        answers={"2.40": None, "2.42": Answer(status=200)},
    ),
    Case(
        name="loginConfig is open to all",
        ask=Ask(method="GET", path="/api/loginConfig", accept=JSON),
        answers={"2.41": Answer(status=200, type=JSON, json={"apiVersion": THERE, "oidcProviders": THERE})},
    ),
    Case(
        name="loginConfig has no HTML",
        ask=Ask(method="GET", path="/api/loginConfig", accept=HTML),
        answers={"2.41": Answer(status=406, type=HTML, has=("HTTP Status 406 \N{EN DASH} Not Acceptable",))},
    ),
    Case(
        name="a page, not signed in",
        ask=Ask(method="GET", path="/dhis-web-settings/", accept=HTML),
        answers=_SENT_TO_SIGN_IN,
    ),
    Case(name="the API, not signed in", ask=Ask(method="GET", path="/api/me", accept=JSON), answers=_SENT_TO_SIGN_IN),
    Case(
        name="the API for a script, not signed in",
        ask=Ask(method="GET", path="/api/me", headers={"X-Requested-With": "XMLHttpRequest"}),
        answers={"2.40": _UNAUTHORIZED},
    ),
    Case(
        name="HTTP Basic, wrong",
        ask=Ask(method="GET", path="/api/me", basic=("$id", "wrong")),
        answers={"2.40": _UNAUTHORIZED},
    ),
    Case(
        name="HTTP Basic, right",
        ask=Ask(method="GET", path="/api/me", basic=("$username", "$password")),
        answers={"2.40": Answer(status=200, type=JSON, json={"username": "$username"})},
    ),
    Case(
        name="the login app's API, wrong",
        ask=Ask(method="POST", path="/api/auth/login", json={"username": "$id", "password": "wrong"}),
        answers={
            "2.41": Answer(
                status=401,
                type=JSON,
                json={"httpStatus": "Unauthorized", "httpStatusCode": 401, "message": "Bad credentials"},
            )
        },
    ),
    Case(
        name="the login app's API, right",
        ask=Ask(method="POST", path="/api/auth/login", json={"username": "$username", "password": "$password"}),
        answers={
            "2.41": Answer(
                status=200, type=JSON, json={"loginStatus": "SUCCESS", "redirectUrl": "$root/dhis-web-dashboard"}
            ),
            "2.42": Answer(status=200, type=JSON, json={"loginStatus": "SUCCESS", "redirectUrl": "$root/"}),
        },
    ),
    Case(
        name="the login app's API, without a body",
        ask=Ask(method="POST", path="/api/auth/login"),
        answers={"2.41": Answer(status=400, type=JSON, json={"httpStatusCode": 400, "status": "ERROR"})},
    ),
    Case(
        name="the form of the sign-in page, wrong",
        ask=Ask(
            method="POST",
            path="/dhis-web-commons-security/login.action",
            form={"j_username": "$id", "j_password": "wrong"},
        ),
        answers={
            "2.40": Answer(status=302, location=f"{_STRUTS}?failed=true"),
            "2.42": Answer(status=302, location="$base/dhis-web-login/"),
            "2.43": Answer(status=302, location="$base/login/"),
        },
    ),
    Case(
        name="the sign-in page's address",
        ask=Ask(method="GET", path="/dhis-web-commons/security/login.action", accept=HTML),
        answers={
            "2.40": Answer(status=200, type=HTML, has=("j_username",)),
            "2.42": Answer(status=200, type=HTML, has=("<form",)),
            "2.43": Answer(status=404, type=HTML),
        },
    ),
    Case(
        name="the login app without its slash",
        ask=Ask(method="GET", path="/dhis-web-login", accept=HTML),
        answers={
            "2.41": Answer(status=302, location="$base/dhis-web-login/"),
            "2.42": Answer(status=301, location="$base/dhis-web-login/"),
            "2.43": Answer(status=301, location="$base/login"),
        },
    ),
    Case(
        name="the login app",
        ask=Ask(method="GET", path="/dhis-web-login/", accept=HTML),
        answers={"2.41": Answer(status=200, type=HTML), "2.43": Answer(status=301, location="$base/login/")},
    ),
    Case(
        name="the short address of the sign-in page",
        ask=Ask(method="GET", path="/login/", accept=HTML),
        answers={
            **_SENT_TO_SIGN_IN,
            "2.43": Answer(status=200, type=HTML),
        },
    ),
    Case(
        name="the short address without its slash",
        ask=Ask(method="GET", path="/login", accept=HTML),
        answers={**_SENT_TO_SIGN_IN, "2.43": Answer(status=301, location="$base/login/")},
    ),
    Case(
        name="the fallback page",
        ask=Ask(method="GET", path="/login.html", accept=HTML),
        answers={"2.42": Answer(status=200, type=HTML, has=("<form",))},
    ),
    Case(
        name="signing out",
        ask=Ask(method="GET", path="/dhis-web-commons-security/logout.action", accept=HTML),
        answers={"2.40": Answer(status=302, location="$base/")},
    ),
    Case(
        name="the root, signed in",
        ask=Ask(method="GET", path="/", who=Who.ADMIN, accept=HTML),
        answers={
            "2.40": Answer(status=302, location="$base/dhis-web-commons-about/redirect.action"),
            "2.42": Answer(status=302, location="$base/apps/"),
        },
    ),
    Case(
        name="authorities of a user with ALL",
        ask=Ask(method="GET", path="/api/me/authorities", who=Who.ADMIN),
        answers={
            "2.40": Answer(status=200, type=JSON, has=('"ALL"',), lacks=('"F_OAUTH2_CLIENT_MANAGE"',)),
            "2.42": Answer(status=200, type=JSON, has=('"ALL"', '"F_OAUTH2_CLIENT_MANAGE"')),
        },
    ),
    Case(
        name="authorities of a user without any",
        ask=Ask(method="GET", path="/api/me/authorities", who=Who.READER),
        answers={"2.40": Answer(status=200, type=JSON, has=("[]",))},
    ),
)
