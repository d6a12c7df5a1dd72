import { createHash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/** UUID v7: sorts by creation, carries no count that a stranger could guess from. */
export function newId(): string {
  return v7();
}

/** A bearer secret of 256 bits, base64url. It is shown once; only its hash is stored. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 of a token: enough for 256-bit secrets, and a stolen table opens no door. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
