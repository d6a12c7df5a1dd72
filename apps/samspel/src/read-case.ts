import { CaseError } from '@samspel/domain/case-error';
import { print } from './command.ts';
import { Malformed } from './failure.ts';

/** A finding as the contract has it. */
interface PrintedFinding {
  rule: string;
  severity: string;
  subject: string;
  message: string;
}

// 50 partners with 300 lines each are about two megabytes.
const most = 64 * 1024 * 1024;

async function readStdin(): Promise<string> {
  if (process.stdin.isTTY) throw new Malformed('stdin: give the case as JSON on standard input');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw new Malformed(`stdin: larger than ${most} bytes`);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new Malformed('stdin: is not UTF-8');
  }
}

/** The case on stdin, in the shape that `parse` proves; whatever is wrong is named by its field. */
export async function readCase<T>(parse: (value: unknown) => T): Promise<T> {
  const text = await readStdin();
  if (text.trim() === '') throw new Malformed('stdin: is empty, a case as JSON is needed');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Malformed(`stdin: is not JSON (${why})`);
  }
  try {
    return parse(value);
  } catch (error) {
    if (error instanceof CaseError) throw new Malformed(error.fields.join('\n'));
    throw error;
  }
}

/** One JSON document on stdout; a finding as the contract has it, without what only screens need. */
export function printResult(result: { findings: readonly PrintedFinding[] }): void {
  const findings = result.findings.map(({ rule, severity, subject, message }) => ({
    rule,
    severity,
    subject,
    message,
  }));
  print(JSON.stringify({ ...result, findings }, null, 2));
}
