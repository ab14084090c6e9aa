// A client as the form edits it, and as each server line wants it sent.

import { config } from "./config.js";

const LINES = /\r?\n/;

export const idProperty = config.isAuthserver ? "clientId" : "cid";
export const grantsProperty = config.isAuthserver ? "authorizationGrantTypes" : "grantTypes";
export const grantNames = config.isAuthserver
  ? ["refresh_token", "authorization_code"]
  : ["password", "refresh_token", "authorization_code"];

export function newClient() {
  return {
    original: null,
    values: { name: "", [idProperty]: "", secret: randomSecret() },
    isDirty: true,
  };
}

export function existingClient(client) {
  return { original: client, values: { ...client }, isDirty: false };
}

export function set(record, property, value) {
  record.values[property] = value;
  record.isDirty = true;
}

export function grantsOf(client) {
  return asList(client[grantsProperty]);
}

// The boxes know of no grant but their own: the first that is clicked takes all others from the client.
export const tickedIn = (record) => grantNames.filter((name) => grantsOf(record.values).includes(name));

export function toggleGrant(record, ticked, grant) {
  const next = ticked.includes(grant) ? ticked.filter((other) => other !== grant) : [...ticked, grant];
  set(record, grantsProperty, stored(next));
  return next;
}

export function urisAsText(record) {
  return asList(record.values.redirectUris).join("\n");
}

export function setUris(record, text) {
  const lines = text.split(LINES).filter((line) => line.trim());
  set(record, "redirectUris", stored(config.isAuthserver ? lines.map((line) => line.trim()) : lines));
}

// Only what the server's schema calls owned is sent. `secret` is no property of the 2.42+ resource,
// so there the secret on display never leaves the browser.
export function toBody(record, ownedProperties) {
  const owned = ownedProperties.filter(({ name }) => record.values[name] !== undefined);
  return Object.fromEntries(owned.map(({ name, isReference }) => [name, sent(record.values[name], isReference)]));
}

// Of another object d2 sends no more than which one it is.
function sent(value, isReference) {
  return isReference && value ? { id: value.id } : value;
}

function asList(value) {
  return typeof value === "string" ? value.split(",").filter(Boolean) : (value ?? []);
}

function stored(list) {
  return config.isAuthserver ? list.join(",") : list;
}

function randomSecret() {
  return [9, 4, 4, 4, 11].map(randomHex).join("-");
}

function randomHex(length) {
  return Array.from({ length }, () => Math.floor(Math.random() * 16).toString(16)).join("");
}
