export type ErrorCode =
  | 'not_found'
  | 'forbidden'
  | 'invalid'
  | 'conflict'
  | 'late'
  | 'frozen'
  | 'expired'
  | 'used'
  | 'rate_limited';

export interface DomainErrorDetail {
  params?: Record<string, string | number>;
  field?: string;
}

/** A refusal that the person sees: `reason` is a message key, `field` the input it is shown at. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly params: Record<string, string | number>;
  readonly field: string | undefined;

  constructor(code: ErrorCode, reason: string, detail: DomainErrorDetail = {}) {
    super(`${code}: ${reason}`);
    this.name = 'DomainError';
    this.code = code;
    this.reason = reason;
    this.params = detail.params ?? {};
    this.field = detail.field;
  }
}
