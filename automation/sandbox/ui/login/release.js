// What the login app of one server version could not do yet (dhis2-core apps-to-bundle.json).

export function release(apiVersion) {
  const [, minor, patch = "0"] = /^(?:2\.)?(\d+)(?:\.(\d+))?/.exec(apiVersion);
  const isFirst = Number(minor) === 41 && Number(patch) === 0;
  return {
    // v100.0.3 (2.41.0) has no words for a status other than success and a wrong code,
    isSilent: isFirst,
    // and forgets the hash of the deep link.
    forgetsHash: isFirst,
    // v100.3.0 (2.41.4) does not send an empty code.
    insistsOnCode: Number(minor) > 41 || Number(patch) >= 4,
  };
}
