// What the server wrote into the page's <html> element, and what follows from it.

const NEWEST_API_OF_FAB_BUILDS = 33;

const { baseUrl, editor, section, apiVersion, locale } = document.documentElement.dataset;

function apiMinor() {
  const minor = Number(apiVersion);
  return editor === "fab" ? Math.min(minor, NEWEST_API_OF_FAB_BUILDS) : minor;
}

export const config = Object.freeze({
  baseUrl,
  editor,
  section,
  locale,
  apiUrl: `${baseUrl}/api/${apiMinor()}`,
  isAuthserver: editor === "authserver",
  // The app builds that call the section oauth2_41 took over the newer modal, which Escape closes.
  hasClosableModal: editor === "authserver" || section === "oauth2_41",
  isEmbedded: window.parent !== window,
});
