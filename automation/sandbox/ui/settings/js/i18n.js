// Words: the English sentence is the key, and the answer where there is no translation.

import { config } from "./config.js";

const FAB_ENGLISH = { Required: "This field is required" };

let words = {};

export async function useLanguage(locale) {
  document.documentElement.lang = locale;
  if (config.editor !== "fab") {
    // Whatever the language: settings-app v37 and later do not set `direction` in d2.config.js.
    document.documentElement.dir = "ltr";
  }
  const own = locale === "en" ? {} : await load(locale);
  words = config.editor === "fab" ? { ...FAB_ENGLISH, ...own } : own;
}

export function t(sentence) {
  return words[sentence] ?? sentence;
}

async function load(locale) {
  const answer = await fetch(new URL(`../words/${encodeURIComponent(locale)}.json`, import.meta.url));
  return answer.ok ? answer.json() : {};
}
