// Stand-in for the global shell of 2.42 and later: a header bar around the app's own page.

const { baseUrl } = document.documentElement.dataset;
const APP_FOLDER = new URL(`${baseUrl}/dhis-web-settings/`);
const RIGHT_TO_LEFT = ["ar"];
const root = document.querySelector("#dhis2-app-root");

async function boot() {
  const ask = async (path) => (await fetch(`${baseUrl}/api/${path}`)).json();
  await ask("system/info");
  const { keyUiLocale } = await ask("userSettings");
  document.documentElement.lang = keyUiLocale;
  document.documentElement.dir = RIGHT_TO_LEFT.includes(keyUiLocale) ? "rtl" : "ltr";
  const settings = await ask("systemSettings");
  const user = await ask("me?fields=authorities,avatar,name,settings,username");
  // An app that the user may not open is none that the shell knows.
  const { modules } = await ask("apps/menu");
  const isThere = isSettings() && modules.some(({ name }) => name === "dhis-web-settings");
  root.append(headerBar(settings.applicationTitle, user.name ?? ""), isThere ? frame() : unknownApp());
}

function isSettings() {
  return location.pathname.endsWith("/apps/settings");
}

function frame() {
  const iframe = document.createElement("iframe");
  iframe.src = `${APP_FOLDER}index.html?redirect=false${location.hash}`;
  iframe.addEventListener("load", () => follow(iframe));
  addEventListener("hashchange", () => {
    const inner = iframe.contentWindow.location;
    if (inner.hash !== location.hash) {
      // A bare hash would be resolved against this page, not against the frame's.
      inner.replace(new URL(location.hash || "#", inner.href));
    }
  });
  return iframe;
}

// Every page that loads in the frame has a window of its own to listen to.
function follow(iframe) {
  const inner = iframe.contentWindow;
  if (!inner.location.href.startsWith(APP_FOLDER.href)) {
    location.replace(inner.location.href);
    return;
  }
  const mirror = () => {
    if (inner.location.hash !== location.hash) {
      history.replaceState(null, "", inner.location.hash || location.pathname);
    }
  };
  inner.addEventListener("hashchange", mirror);
  mirror();
}

function unknownApp() {
  const part = (name) => ({ "data-test": `dhis2-uicore-noticebox${name}` });
  const [notice, content] = [element("div", "", part("")), element("div", "", part("-content"))];
  const message = element("div", "Unable to find an app for this URL.", part("-message"));
  content.append(element("h6", "Something went wrong", part("-title")), message);
  notice.append(content);
  return notice;
}

function headerBar(title, user) {
  const bar = element("header", "", {});
  const initials = user.split(/\s+/).map((word) => word[0]).slice(0, 2).join("");
  bar.append(
    element("a", "", { href: `${baseUrl}/`, "data-test": "headerbar-logo", "aria-label": "DHIS2" }),
    element("div", `${title} - System Settings`, { "data-test": "headerbar-title" }),
    element("div", initials, { "data-test": "headerbar-profile-icon-text" }),
  );
  return bar;
}

function element(tag, text, attributes) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  return made;
}

boot().catch(() => {
  root.textContent = "Something went wrong";
});
