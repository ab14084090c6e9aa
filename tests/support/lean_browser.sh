#!/bin/sh
# The browser, whose path lean_browser.py puts into the last line, without the two pages that Chromium renders for the address bar of every window,
# seen or not: they are more than half of what a window costs. The last --disable-features is the one that counts,
# and Playwright has one, so its list is added to.
for argument; do
  case $argument in --disable-features=*) argument="$argument,WebUIOmniboxPopup,WebUIOmniboxAimPopup" ;; esac
  set -- "$@" "$argument"
  shift
done
exec LEAN_BROWSER_OF "$@"
