import type { z } from 'zod';

/** A case from outside that cannot be computed; `fields` are lines that each name the field. */
export class CaseError extends Error {
  readonly fields: readonly string[];

  constructor(fields: readonly string[]) {
    super(fields.join('\n'));
    this.name = 'CaseError';
    this.fields = fields;
  }
}

/** Parses a case; every issue becomes one line that begins with the field's path. */
export function parseCase<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new CaseError(result.error.issues.slice(0, 20).flatMap(linesOf));
}

function linesOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${pathText([...issue.path, key])}: unknown field`);
  }
  return [`${pathText(issue.path)}: ${issue.message}`];
}

/** partners[0].lines[2].quantity */
export function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? String(step) : `.${String(step)}`;
  }
  return text === '' ? 'case' : text;
}
