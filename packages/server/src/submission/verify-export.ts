import { createHash } from 'node:crypto';
import { canonicalJson } from '@samspel/domain/canonical-json';
import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import {
  type SubmissionReceipt,
  verifySubmissionText,
} from '@samspel/domain/proposal/verify-submission';
import { chainHash } from '@samspel/platform/outbox/chain';
import { type ChainEntry, type ExportFile, exportFile } from './export-shape.ts';
import { moneyOfDocument } from './money-of-document.ts';

const most = 100;

/**
 * Re-computes an exported submission from its bytes, without any database. One line for each
 * difference, naming its place; none when every byte, hash, sum and finding agrees.
 */
export function verifyExport(bytes: Uint8Array): string[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return ['file: is not UTF-8 text'];
  }
  return verifyExportText(text).slice(0, most);
}

function verifyExportText(text: string): string[] {
  let value: unknown;
  let canonical: string;
  try {
    value = JSON.parse(text);
    canonical = canonicalJson(value);
  } catch (error) {
    return [`file: is not JSON (${error instanceof Error ? error.message : 'unreadable'})`];
  }
  const parsed = exportFile.safeParse(value);
  if (!parsed.success) {
    return parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`,
    );
  }
  const spelling =
    text === canonical || text === `${canonical}\n`
      ? []
      : ['file: is not in its canonical spelling (RFC 8785)'];
  return [...spelling, ...verifyTolerantly(parsed.data)];
}

/** A file whose parts contradict each other so that nothing can be computed is different, not a crash. */
function verifyTolerantly(file: ExportFile): string[] {
  try {
    return verifyFile(file);
  } catch (error) {
    return [
      `file: cannot be re-computed (${error instanceof Error ? error.message : 'unreadable'})`,
    ];
  }
}

function verifyFile(file: ExportFile): string[] {
  const { seal, ...body } = file;
  const inner = verifySubmissionText(canonicalJson(file.submission), sha256).map(
    ({ rule, path, expected, found }) =>
      `submission.${path}: ${rule}: expected ${short(expected)}, found ${short(found)}`,
  );
  const sealed = differ('seal', sha256(canonicalJson(body)), seal);
  // What is not a submission has no money or receipt to compare with.
  if (inner.some((line) => line.includes(': VE1:'))) return [...sealed, ...inner];
  return [...sealed, ...inner, ...verifyMoney(file), ...verifyChain(file)];
}

function verifyMoney({ submission, money }: ExportFile): string[] {
  const document = submission.document as unknown as SubmissionDocument;
  return differ('money', canonicalJson(moneyOfDocument(document)), canonicalJson(money));
}

/** Each entry's hash follows from its content and the entry before; the last is the receipt's. */
function verifyChain({ submission, chain }: ExportFile): string[] {
  const receipt = submission.receipt as unknown as SubmissionReceipt;
  const differences: string[] = [];
  let previous: ChainEntry | undefined;
  for (const entry of chain) {
    const place = `chain[${entry.version}]`;
    if (previous) {
      differences.push(
        ...differ(`${place}.version`, String(previous.version + 1), String(entry.version)),
        ...differ(`${place}.prevHash`, previous.hash, entry.prevHash ?? 'none'),
        ...differ(`${place}.aggregateId`, previous.aggregateId, entry.aggregateId),
      );
    }
    if (entry.version === 1)
      differences.push(...differ(`${place}.prevHash`, 'none', entry.prevHash ?? 'none'));
    differences.push(...differ(`${place}.hash`, hashOf(entry), entry.hash));
    previous = entry;
  }
  const last = chain.at(-1)!;
  return [
    ...differences,
    ...differ('receipt.auditHead', last.hash, receipt.auditHead),
    ...verifyLast(submission, receipt, last),
  ];
}

function verifyLast(
  submission: ExportFile['submission'],
  receipt: SubmissionReceipt,
  last: ChainEntry,
): string[] {
  const document = submission.document as unknown as SubmissionDocument;
  const stated = {
    type: 'proposal.submitted',
    aggregateId: document.proposal.id,
    actorId: document.submittedBy,
    submissionId: receipt.submissionId,
    number: receipt.number,
    reference: receipt.reference,
    documentHash: submission.sha256,
    receivedAt: receipt.receivedAt,
    currency: document.call.currency,
    totalMinor: document.budget.totalMinor,
    euMinor: document.budget.euMinor,
  };
  const { type, aggregateId, actorId, payload } = last;
  const recorded: Record<string, unknown> = { ...payload, type, aggregateId, actorId };
  return Object.entries(stated).flatMap(([field, value]) =>
    differ(`chain[${last.version}].${field}`, canonicalJson(value), shown(recorded[field])),
  );
}

function hashOf(entry: ChainEntry): string {
  const { hash: _, prevHash, at, payload, ...rest } = entry;
  const previous = prevHash === null ? null : Buffer.from(prevHash, 'hex');
  return chainHash(previous, { ...rest, payload, at: new Date(at) }).toString('hex');
}

function differ(place: string, expected: string, found: string): string[] {
  return expected === found ? [] : [`${place}: expected ${short(expected)}, found ${short(found)}`];
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : canonicalJson(value);
}

function short(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
