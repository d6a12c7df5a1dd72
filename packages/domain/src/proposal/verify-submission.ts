import { canonicalJson } from '../canonical-json.ts';
import { pathText } from '../case-error.ts';
import { confirming } from '../cofunding/coverage.ts';
import { isFunded } from '../consortium/partner.ts';
import type { Application } from './application.ts';
import {
  canonicalApplication,
  canonicalPart,
  type SubmissionDocument,
} from './canonical-application.ts';
import { exportedSubmission } from './submission-shape.ts';

/** SHA-256 of a text's UTF-8 bytes in lower-case hex; passed in, because the domain has no crypto. */
export type HashText = (text: string) => string;

export interface SubmissionReceipt {
  submissionId: string;
  number: number;
  reference: string;
  receivedAt: string;
  /** The hash of the event that recorded the submission: the head of its chain at that time. */
  auditHead: string;
}

export interface ExportedSubmission {
  format: 'samspel.submission/1';
  document: SubmissionDocument;
  sha256: string;
  receipt: SubmissionReceipt;
  seal: string;
}

export interface Difference {
  rule: 'VE1' | 'VE2' | 'VE3' | 'VE4' | 'VE5' | 'VE6' | 'VE7';
  path: string;
  expected: string;
  found: string;
}

const most = 100;

/** The text of an exported submission: canonical JSON, so that every byte of it is checked. */
export function exportSubmission(
  document: SubmissionDocument,
  receipt: SubmissionReceipt,
  hash: HashText,
): string {
  const body = {
    format: 'samspel.submission/1' as const,
    document,
    sha256: hash(canonicalJson(document)),
    receipt,
  };
  return canonicalJson({ ...body, seal: hash(canonicalJson(body)) });
}

/** Re-computes an exported submission from its text; empty when every byte and number agrees. */
export function verifySubmissionText(text: string, hash: HashText): Difference[] {
  let value: unknown;
  let canonical: string;
  try {
    value = JSON.parse(text);
    canonical = canonicalJson(value);
  } catch (cause) {
    return [difference('VE1', 'file', 'JSON', cause instanceof Error ? cause.message : 'not JSON')];
  }
  const differences = verifySubmission(value, hash);
  // One line break at the end is what an editor or a shell adds.
  if (text !== canonical && text !== `${canonical}\n`) {
    differences.unshift(difference('VE1', 'file', 'canonical JSON (RFC 8785)', 'another spelling'));
  }
  return differences;
}

/** VE1-VE5, VE7: shape, hashes, sign-offs, money, findings and co-funders’ signatures of an exported submission. */
export function verifySubmission(value: unknown, hash: HashText): Difference[] {
  const shape = exportedSubmission.safeParse(value);
  if (!shape.success) {
    return shape.error.issues
      .slice(0, most)
      .map(({ path, message }) =>
        difference('VE1', pathText(path), 'an exported submission', message),
      );
  }
  // Parsed for its shape alone; the numbers are judged on the value itself.
  const exported = value as ExportedSubmission;
  const differences = [
    ...verifyHashes(exported, hash),
    ...verifySignOffs(exported.document, hash),
    ...verifySignatures(exported.document, hash),
  ];
  try {
    differences.push(...verifyContent(exported.document));
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : 'cannot be computed';
    differences.push(difference('VE4', 'document', 'content that can be computed', found));
  }
  return differences.slice(0, most);
}

function verifyHashes(exported: ExportedSubmission, hash: HashText): Difference[] {
  const { seal, ...body } = exported;
  const expect = (path: string, expected: string, found: string) =>
    expected === found ? [] : [difference('VE2', path, expected, found)];
  return [
    ...expect('sha256', hash(canonicalJson(exported.document)), exported.sha256),
    ...expect('seal', hash(canonicalJson(body)), seal),
    ...expect('receipt.receivedAt', exported.document.receivedAt, exported.receipt.receivedAt),
  ];
}

function verifySignOffs(document: SubmissionDocument, hash: HashText): Difference[] {
  return document.partners.flatMap((partner, at) => {
    if (!isFunded(partner)) return [];
    const expected = hash(canonicalPart(document, partner.id));
    const found = partner.signOff?.contentHash ?? 'not signed';
    const path = `document.partners[${at}].signOff.contentHash`;
    return expected === found ? [] : [difference('VE3', path, expected, found)];
  });
}

/** VE7: what a co-funder signed is unchanged, and is what its pledge says. */
function verifySignatures({ pledges, call }: SubmissionDocument, hash: HashText): Difference[] {
  return pledges.flatMap(({ amountMinor, status, signature }, at) => {
    if (!signature) return [];
    const { content, contentHash } = signature;
    const expect = (field: string, expected: string, found: string) => {
      const path = `document.pledges[${at}].signature.${field}`;
      return expected === found ? [] : [difference('VE7', path, expected, found)];
    };
    return [
      ...expect('contentHash', hash(canonicalJson(content)), contentHash),
      ...expect('content.amountMinor', amountMinor, content.amountMinor),
      ...expect('content.currency', call.currency, content.currency),
      // Whoever has promised nothing has signed nothing.
      ...(confirming.includes(status) ? [] : expect('status', 'a pledge that was made', status)),
    ];
  });
}

function verifyContent(document: SubmissionDocument): Difference[] {
  const { submittedBy, rules = 1 } = document;
  const computed = canonicalApplication(applicationOf(document), submittedBy, rules);
  return [
    ...compare('VE4', ['document', 'budget'], computed.budget, document.budget),
    ...compare('VE5', ['document', 'findings'], computed.findings, document.findings),
    // One in no place that the call has would be in the file and counted nowhere.
    ...compare('VE6', ['document', 'annexes'], computed.annexes, document.annexes),
  ];
}

function applicationOf(document: SubmissionDocument): Application {
  return {
    call: document.call,
    proposal: document.proposal,
    partners: document.partners.map((partner) => ({
      ...partner,
      // Whether the signed content is this content is judged by its hash (VE3).
      signOff: partner.signOff && { ...partner.signOff, current: true },
    })),
    sections: document.sections,
    budgets: document.budgets,
    cofunding: document.cofunding,
    pledges: document.pledges,
    ...(document.workplan && { workplan: document.workplan }),
    ...(document.annexes ? { annexes: document.annexes } : {}),
    now: document.receivedAt,
  };
}

function compare(
  rule: Difference['rule'],
  path: readonly PropertyKey[],
  expected: unknown,
  found: unknown,
): Difference[] {
  if (isBranch(expected) && isBranch(found) && Array.isArray(expected) === Array.isArray(found)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
    return [...keys].flatMap((key) => {
      const step = Array.isArray(expected) ? Number(key) : key;
      return compare(rule, [...path, step], expected[key], found[key]);
    });
  }
  const wanted = shown(expected);
  const actual = shown(found);
  return wanted === actual ? [] : [difference(rule, pathText(path), wanted, actual)];
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  return value === undefined ? 'absent' : canonicalJson(value);
}

function difference(
  rule: Difference['rule'],
  path: string,
  expected: string,
  found: string,
): Difference {
  return { rule, path, expected, found };
}
