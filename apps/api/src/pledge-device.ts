import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Env, Host } from './host.ts';

const DAYS = 180;
const key = /^[A-Za-z0-9_-]{43}$/;

// As the session's: the prefix binds the cookie to this host and path alone.
const secure = ({ config }: Host) => config.publicUrl.startsWith('https://');
const nameOf = (host: Host) => (secure(host) ? '__Host-samspel.device' : 'samspel.device');

/** The key by which a browser is known to co-funders' links; no script reads it. */
export function deviceKeyOf(c: Context<Env>, host: Host): string | null {
  const value = getCookie(c, nameOf(host)) ?? '';
  return key.test(value) ? value : null;
}

/** Strict: no other site's page sends it along. */
export function deviceCookie(host: Host, value: string): string {
  const attributes = `Path=/; Max-Age=${DAYS * 86_400}; HttpOnly; SameSite=Strict`;
  return `${nameOf(host)}=${value}; ${attributes}${secure(host) ? '; Secure' : ''}`;
}
