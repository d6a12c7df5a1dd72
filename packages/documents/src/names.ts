export const documentKindNames = [
  'narrative',
  'budget',
  'cofunding',
  'people',
  'workplan',
] as const;
export type DocumentKind = (typeof documentKindNames)[number];

export interface ParsedDocumentName {
  kind: DocumentKind;
  proposalId: string;
  /** A section's key (narrative), a partner's id (budget, cofunding, people) or null (workplan). */
  part: string | null;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const sectionKey = /^[a-z][a-z0-9_-]{0,39}$/;

/** `narrative/<proposal>/<section>`, `budget/<proposal>/<partner>`, ..., `workplan/<proposal>`. */
export function documentName(kind: DocumentKind, proposalId: string, part?: string): string {
  const name = part === undefined ? `${kind}/${proposalId}` : `${kind}/${proposalId}/${part}`;
  if (!parseDocumentName(name)) throw new RangeError(`not a document name: "${name}"`);
  return name;
}

/** Null for every string that `documentName` could not have made. */
export function parseDocumentName(name: string): ParsedDocumentName | null {
  const [kindName, proposalId, part, ...rest] = name.split('/');
  const kind = documentKindNames.find((known) => known === kindName);
  if (!kind || !proposalId || !uuid.test(proposalId) || rest.length > 0) return null;
  if (kind === 'workplan') return part === undefined ? { kind, proposalId, part: null } : null;
  if (part === undefined) return null;
  const fits = kind === 'narrative' ? sectionKey.test(part) : uuid.test(part);
  return fits ? { kind, proposalId, part } : null;
}
