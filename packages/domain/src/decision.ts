import { DomainError, type ErrorCode } from './errors.ts';

/** The answer of every `can...`: `reason` is a message key that the screen shows at the control. */
export type Decision =
  | { allowed: true }
  | {
      allowed: false;
      code: Extract<ErrorCode, 'not_found' | 'forbidden' | 'frozen' | 'conflict'>;
      reason: string;
    };

export const allowed: Decision = { allowed: true };

/** Outsiders get one answer for what is absent and for what is not theirs. */
export const absent: Decision = { allowed: false, code: 'not_found', reason: 'absent' };

export function denied(reason: string): Decision {
  return { allowed: false, code: 'forbidden', reason };
}

export function frozen(reason: string): Decision {
  return { allowed: false, code: 'frozen', reason };
}

export function conflicting(reason: string): Decision {
  return { allowed: false, code: 'conflict', reason };
}

export function assertAllowed(decision: Decision): void {
  if (!decision.allowed) throw new DomainError(decision.code, decision.reason);
}
