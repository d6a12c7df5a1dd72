import { createHash } from 'node:crypto';
import { type FoundFile, verifyAnnexes } from '@samspel/domain/annex/verify-annexes';
import { parseMinor, plainAmount } from '@samspel/domain/money/money';
import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import { NotATar, readTar } from '@samspel/platform/backup/tar';
import { exportName } from './export-bundle.ts';
import { verifyExport } from './verify-export.ts';

export interface Verified {
  differences: string[];
  /** Annexes that the document names. */
  annexes: number;
  /** Whether their files were there to be compared. */
  withFiles: boolean;
  /** Who bound each co-funder, to what and when: a line each. */
  signatures: string[];
}

const nothing = { annexes: 0, withFiles: true, signatures: [] };

/** Verifies an export with its annexes' files (a tar), or one without them (a JSON). */
export async function verifyFile(content: AsyncIterable<Buffer>): Promise<Verified> {
  const source = content[Symbol.asyncIterator]();
  const first = await source.next();
  const beginning: Buffer = first.done ? Buffer.alloc(0) : first.value;
  async function* whole(): AsyncGenerator<Buffer> {
    yield beginning;
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
  }
  return beginning.subarray(257, 262).toString('latin1') === 'ustar'
    ? verifyBundle(whole())
    : verifyAlone(whole());
}

async function verifyAlone(content: AsyncIterable<Buffer>): Promise<Verified> {
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const differences = verifyExport(bytes);
  if (differences.length > 0) return { ...nothing, differences, withFiles: false };
  const document = documentIn(bytes);
  const annexes = document.annexes?.length ?? 0;
  return { differences, annexes, withFiles: false, signatures: signaturesIn(document) };
}

async function verifyBundle(content: AsyncIterable<Buffer>): Promise<Verified> {
  let text: Buffer | undefined;
  const found: FoundFile[] = [];
  try {
    for await (const entry of readTar(content)) {
      if (entry.name === exportName && !text) text = entry.content;
      else found.push({ ...sealed(entry.content), name: entry.name });
    }
  } catch (error) {
    if (!(error instanceof NotATar)) throw error;
    return { ...nothing, differences: [`file: ${error.message}`] };
  }
  if (!text) {
    return { ...nothing, differences: [`file: ${exportName} is missing`] };
  }
  const differences = verifyExport(text);
  // Of a document that is not one it cannot be said which files belong to it.
  if (differences.length > 0) return { ...nothing, differences };
  const document = documentIn(text);
  const { annexes = [] } = document;
  const files = verifyAnnexes({ annexes }, found).map(
    (one) => `${one.path}: ${one.rule}: expected ${one.expected}, found ${one.found}`,
  );
  return {
    ...{ differences: files, annexes: annexes.length, withFiles: true },
    signatures: files.length > 0 ? [] : signaturesIn(document),
  };
}

function sealed(content: Buffer): Omit<FoundFile, 'name'> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { sizeBytes: content.length, sha256 };
}

/** Of an export that has been verified. */
function documentIn(bytes: Buffer): SubmissionDocument {
  const { submission } = JSON.parse(bytes.toString('utf8')) as {
    submission: { document: SubmissionDocument };
  };
  return submission.document;
}

function signaturesIn({ pledges }: SubmissionDocument): string[] {
  return pledges.flatMap(({ signature }) => {
    if (!signature) return [];
    const { funderName, signedName, signedFunction, signedAt, ...content } = signature.content;
    const amount = `${plainAmount(parseMinor(content.amountMinor))} ${content.currency}`;
    const line = `${funderName}: ${amount}, signed by ${signedName}, ${signedFunction}, ${signedAt}`;
    // Whoever made the file wrote the names: nothing in them may command a terminal.
    return [line.replace(/\p{C}/gu, '\uFFFD')];
  });
}
