import type { SubmissionDocument } from '../proposal/canonical-application.ts';
import type { Difference } from '../proposal/verify-submission.ts';
import type { AnnexFile } from './annex.ts';

/** A file that lies beside an exported submission. */
export interface FoundFile {
  name: string;
  sizeBytes: number;
  sha256: string;
}

/** What the n-th annex is called in an export: a name of ours, so nothing that was typed is a path. */
export function annexFileName(index: number, { kind, type }: AnnexFile): string {
  return `annexes/${String(index + 1).padStart(3, '0')}-${kind}.${type}`;
}

/** VE6: the files of an export are the annexes that its document states. */
export function verifyAnnexes(
  { annexes = [] }: Pick<SubmissionDocument, 'annexes'>,
  found: readonly FoundFile[],
): Difference[] {
  const files = new Map(found.map((file) => [file.name, file]));
  const names = annexes.map((annex, index) => annexFileName(index, annex));
  const stated = new Set(names);
  return [
    ...annexes.flatMap((annex, index) => compareFile(names[index] ?? '', annex, files)),
    ...found
      .filter(({ name }, at) => !stated.has(name) || files.get(name) !== found[at])
      .map(({ name }) => difference(name, 'no such file', 'a file')),
  ];
}

function compareFile(
  name: string,
  { sizeBytes, sha256 }: AnnexFile,
  files: ReadonlyMap<string, FoundFile>,
): Difference[] {
  const file = files.get(name);
  if (!file) return [difference(name, sha256, 'no file')];
  if (file.sizeBytes !== sizeBytes) {
    return [difference(name, `${sizeBytes} bytes`, `${file.sizeBytes} bytes`)];
  }
  return file.sha256 === sha256 ? [] : [difference(name, sha256, file.sha256)];
}

function difference(path: string, expected: string, found: string): Difference {
  return { rule: 'VE6', path, expected, found };
}
