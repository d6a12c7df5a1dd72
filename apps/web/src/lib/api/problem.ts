import type { DomainErrorView } from '@samspel/server/trpc';
import { TRPCClientError } from '@trpc/client';
import { m } from '#lib/paraglide/messages.js';
import { textOf } from './text.ts';

export interface Problem {
  code: DomainErrorView['code'] | 'offline';
  reason: string;
  params: Record<string, string | number>;
  field?: string | undefined;
}

/** Whatever a request threw, as one shape; a request that never arrived is 'offline'. */
export function problemOf(error: unknown): Problem {
  if (error instanceof TRPCClientError) {
    const domain = (error.data as { domain?: DomainErrorView } | undefined)?.domain;
    if (domain) return domain;
    if (!error.data) return { code: 'offline', reason: 'offline', params: {} };
  }
  return { code: 'internal', reason: 'internal', params: {} };
}

export function reasonText(reason: string, params: Record<string, string | number> = {}): string {
  return textOf(`reason_${reason}`, params) ?? m.reason_internal();
}

/** What went wrong, in the reader's language. */
export function problemText(error: unknown): string {
  const problem = problemOf(error);
  return (
    textOf(`reason_${problem.reason}`, problem.params) ??
    textOf(`reason_code_${problem.code}`, problem.params) ??
    m.reason_internal()
  );
}

/** The text for one field, or null when the problem is not about it. */
export function fieldProblem(error: unknown, field: string): string | null {
  if (!error) return null;
  return problemOf(error).field === field ? problemText(error) : null;
}

/** What remains to be said away from the fields, given the fields that the form shows. */
export function formProblem(error: unknown, fields: readonly string[]): string | null {
  if (!error) return null;
  const { field } = problemOf(error);
  return field !== undefined && fields.includes(field) ? null : problemText(error);
}
