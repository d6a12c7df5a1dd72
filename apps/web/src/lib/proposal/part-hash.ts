import type { Application } from '@samspel/domain/proposal/application';
import { canonicalPart } from '@samspel/domain/proposal/canonical-application';

/** SHA-256 in hex of what a partner signs, as this screen shows it. */
export async function partHash(application: Application, partnerId: string): Promise<string> {
  const bytes = new TextEncoder().encode(canonicalPart(application, partnerId));
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Enough of a hash to compare by eye. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 4)} ${hash.slice(4, 8)} ${hash.slice(8, 12)}`;
}
