// The calls of the settings app.

import { config } from "./config.js";

const LIST = "fields=%3Aall&paging=false";

// Builds up to 2.36 do not say that they are a script, so a server that has forgotten the session sends them
// to its sign-in page instead of answering 401.
const ALWAYS = { Accept: "application/json", ...(config.editor !== "fab" && { "X-Requested-With": "XMLHttpRequest" }) };

// What the server, or the way to it, had against a call; as upstream's d2 library puts it.
export class CallFailed extends Error {}

async function call(method, url, body) {
  const answer = await send(method, url, body);
  const text = await answer.text();
  if (!answer.ok) {
    throw new CallFailed(text);
  }
  return parsed(text);
}

async function send(method, url, body) {
  const headers = { ...ALWAYS, ...(body && { "Content-Type": "application/json" }) };
  try {
    return await fetch(url, { method, credentials: "same-origin", headers, body: body && JSON.stringify(body) });
  } catch {
    throw new CallFailed(`Server connection failed for API request: ${method} ${url}`);
  }
}

// d2 hands on what is no JSON as it is.
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const systemInfo = () => call("GET", `${config.baseUrl}/api/system/info`);
export const userSettings = () => call("GET", `${config.apiUrl}/userSettings`);
export const me = () => call("GET", `${config.apiUrl}/me?fields=%3Aall`);
export const systemSettings = () => call("GET", `${config.apiUrl}/systemSettings`);

export async function ownedProperties() {
  const schema = await call("GET", `${config.apiUrl}/schemas/oAuth2Client`);
  const isOwn = (property) => property.owner;
  // As d2: a collection goes by the name of its items.
  return schema.properties.filter(isOwn).map((one) => ({
    name: one.collection ? one.collectionName : one.name,
    isReference: one.propertyType === "REFERENCE",
  }));
}

export async function listClients() {
  const answer = await call("GET", `${config.apiUrl}/oAuth2Clients?${LIST}&order=displayName`);
  return answer.oAuth2Clients;
}

export async function isTaken(idProperty, value) {
  const filter = `filter=${idProperty}:eq:${encodeURIComponent(value)}`;
  const answer = await call("GET", `${config.apiUrl}/oAuth2Clients?${filter}&${LIST}`);
  return answer.oAuth2Clients.length > 0;
}

export async function saveClient(body, uid) {
  const validated = await call("POST", `${config.apiUrl}/schemas/oAuth2Client`, body);
  if (validated.status !== "OK") {
    throw new Error("the client was found invalid");
  }
  const saved = uid
    ? await call("PUT", `${config.apiUrl}/oAuth2Clients/${uid}?mergeMode=REPLACE`, body)
    : await call("POST", `${config.apiUrl}/oAuth2Clients`, body);
  if (saved.status !== "OK") {
    throw new Error("the client was not saved");
  }
}

export const deleteClient = (client) => call("DELETE", client.href);
