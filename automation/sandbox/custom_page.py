"""An administrator's own sign-in page: other forms around DHIS2's, and a banner that covers the lower half."""

STYLE = """
.login { max-width: 500px; margin: auto; }
.site { padding: 12px 24px; background: #0b3d2e; color: #fff; }
.site input { margin-inline-end: 8px; }
body { overflow: hidden; }
.cookies { position: fixed; z-index: 9999; inset: 50% 0 0; padding: 24px; background: #fff3cd; color: #333; }
"""
MARKUP_BEFORE = """
<form class="site" id="site-search" role="search">
  <label for="q">Search the site</label> <input type="text" id="q" name="q">
  <input type="text" name="district" placeholder="District">
  <button type="submit">Search</button>
</form>
"""
MARKUP_AFTER = """
<form class="site" id="newsletter">
  <label for="newsletter-email">Newsletter</label>
  <input type="email" id="newsletter-email" name="email" placeholder="E-mail address">
  <input type="password" name="member" placeholder="Member number">
  <button type="submit">Subscribe</button>
</form>
<div class="cookies">This site uses cookies. <button type="button">I see</button></div>
"""
# 2.41 and later: login-app replaces the element with the id login-box.
TEMPLATE = f"""<!doctype html>
<html>
  <head><style>{STYLE}</style></head>
  <body>
    <header>{MARKUP_BEFORE}</header>
    <main class="login"><h2>Ministry of Health</h2><div id="login-box"></div></main>
    <footer>{MARKUP_AFTER}<div id="language-select"></div></footer>
  </body>
</html>
"""
