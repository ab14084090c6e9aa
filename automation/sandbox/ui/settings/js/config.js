// What the server wrote into the page's <html> element, and what follows from it.

// Builds up to 2.36 have the number of the API written into them.
const API_OF_FAB_BUILDS = [
  [31, (minor) => Math.min(minor, 33)],
  [26, () => 26],
  [25, () => 25],
];

const { baseUrl, editor, section, apiVersion, locale, version, formCloses } = document.documentElement.dataset;

function apiUrl() {
  const minor = Number(apiVersion);
  const written = (minorOfBuild) => API_OF_FAB_BUILDS.find(([since]) => minorOfBuild >= since)?.[1](minorOfBuild);
  const number = editor === "fab" ? written(minor) : minor;
  return number ? `${baseUrl}/api/${number}` : `${baseUrl}/api`;
}

export const config = Object.freeze({
  baseUrl,
  editor,
  section,
  locale,
  apiUrl: apiUrl(),
  release: [Number(apiVersion), parseInt(version.split(".")[2] ?? "0", 10)],
  isAuthserver: editor === "authserver",
  // The app builds that call the section oauth2_41 took over the newer modal, which Escape closes.
  hasClosableModal: editor === "authserver" || section === "oauth2_41",
  // @dhis2/ui 6, which 2.37 is built with, gives its modal no role.
  hasModalRole: Number(apiVersion) >= 38,
  // material-ui of 2.31 and later (seen in v31) hides the lines under fields from screen readers.
  hidesUnderlines: Number(apiVersion) >= 31,
  // The header bar of d2-ui stays at the top (seen in v30 to 2.34.8); from 2.35 on it leaves with the page.
  headerStays: editor === "fab" && Number(apiVersion) < 35,
  // settings-app 9ab6753: 2.32.0 to 2.32.2 lose `this` when a row asks to be edited.
  cannotEdit: /^2\.32(\.[0-2])?$/.test(version),
  // The sandbox's fault form-closes.
  formCloses: formCloses === "yes",
  isEmbedded: window.parent !== window,
});
