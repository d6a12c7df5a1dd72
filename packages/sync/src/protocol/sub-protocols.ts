// The best first: whoever answers takes the first that it knows.
const versions = new Map([
  ['samspel.sync.v2', 2],
  ['samspel.sync.v1', 1],
]);

/** Negotiated for the WebSocket; HELLO repeats the number inside. */
export const subProtocols: readonly string[] = [...versions.keys()];

export const versionOf = (subProtocol: string): number | undefined => versions.get(subProtocol);

/** The best of those that are offered. */
export const bestOf = (offered: Iterable<string>): string | undefined => {
  const known = new Set(offered);
  return subProtocols.find((each) => known.has(each));
};
