// Words: the English sentence is the key, and the answer where there is no translation.

import { config } from "./config.js";

const RIGHT_TO_LEFT = new Set(["ar"]);
const FAB_ENGLISH = { Required: "This field is required" };

let words = {};

export async function useLanguage(locale) {
  document.documentElement.lang = locale;
  document.documentElement.dir = RIGHT_TO_LEFT.has(locale) ? "rtl" : "ltr";
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
