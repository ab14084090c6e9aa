"use strict";
{
  const form = document.querySelector(".filters");
  const everything = [...document.querySelectorAll("[data-build], [data-locale], [data-scenario]")]
    .filter((element) => !element.matches("th[scope=colgroup]"));
  const groups = [...document.querySelectorAll("th[scope=colgroup]")];

  const fits = (element, asked) =>
    (!asked.build || !element.dataset.build || element.dataset.build === asked.build) &&
    (!asked.locale || !element.dataset.locale || element.dataset.locale === asked.locale) &&
    (!element.dataset.scenario || element.dataset.scenario.toLowerCase().includes(asked.scenario.toLowerCase()));

  const isWanted = (row, results) =>
    !results || [...row.cells].some((cell) => !cell.hidden && cell.matches(results === "new" ? ".new" : ".new, .known"));

  const filter = () => {
    const asked = Object.fromEntries(new FormData(form));
    for (const element of everything) element.hidden = !fits(element, asked);
    for (const group of document.querySelectorAll("div[data-scenario]")) {
      group.hidden ||= [...group.querySelectorAll("details")].every((details) => details.hidden);
    }
    for (const row of document.querySelectorAll("tr[data-scenario]")) row.hidden ||= !isWanted(row, asked.results);
    for (const group of groups) {
      group.hidden = !fits(group, asked);
      group.colSpan = asked.locale ? 1 : group.dataset.languages;
    }
    const rows = [...document.querySelectorAll("tr[data-scenario]")];
    form.querySelector("output").textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} scenarios`;
  };

  const open = () => {
    const target = document.getElementById(location.hash.slice(1));
    const details = target?.closest("details");
    if (!details) return;
    details.hidden = details.parentElement.hidden = false;
    details.open = true;
    details.querySelector("summary").focus();
    details.scrollIntoView();
  };

  for (const group of groups) group.dataset.languages = group.colSpan;
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  // A page that was reloaded, or come back to, keeps what was chosen.
  filter();
  addEventListener("hashchange", open);
  // Following the same link again changes nothing in the address.
  for (const link of document.querySelectorAll(".grid a")) link.addEventListener("click", () => setTimeout(open));
  open();
}
