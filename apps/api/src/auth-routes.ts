import { email } from '@samspel/domain/input';
import { clientAddressHeader } from '@samspel/server/person/auth';
import type { Hono, Context as HonoContext } from 'hono';
import { z } from 'zod';
import { refusal } from './guards.ts';
import type { Env, Host } from './host.ts';

// The library can do more than the product offers: what is not listed does not exist.
const offered = new Set([
  'POST /sign-in/magic-link',
  'GET /magic-link/verify',
  'POST /sign-out',
  'POST /revoke-sessions',
  'POST /revoke-other-sessions',
  'GET /passkey/generate-authenticate-options',
  'POST /passkey/verify-authentication',
  'GET /passkey/generate-register-options',
  'POST /passkey/verify-registration',
  'GET /passkey/list-user-passkeys',
  'POST /passkey/delete-passkey',
  'POST /passkey/update-passkey',
]);

const MagicLink = z.strictObject({ email: email(), callbackURL: z.string().max(500).optional() });

/** Sign-in: by a mailed link, by passkey, and on a demo by a printed link. */
export function authRoutes(app: Hono<Env>, host: Host): void {
  app.post('/api/auth/sign-in/magic-link', async (c) => {
    const input = MagicLink.safeParse(await readJson(c));
    if (!input.success) return c.json({ error: 'invalid', field: 'email' }, 400);
    return forward(c, host, JSON.stringify(input.data));
  });
  app.all('/api/auth/*', async (c) => {
    const action = `${c.req.method} ${c.req.path.slice('/api/auth'.length)}`;
    if (!offered.has(action)) return c.json(refusal('not_found'), 404);
    const body = c.req.method === 'POST' ? (await c.req.text()) || '{}' : null;
    return forward(c, host, body);
  });
  app.post('/api/demo/sign-in', async (c) => {
    if (!host.config.demo) return c.json(refusal('not_found'), 404);
    const body = await readJson(c);
    return forward(c, host, JSON.stringify(body ?? {}), 'demo');
  });
}

async function forward(
  c: HonoContext<Env>,
  { auth, config, log }: Host,
  body: string | null,
  to: 'auth' | 'demo' = 'auth',
): Promise<Response> {
  const headers = new Headers(c.req.raw.headers);
  headers.set(clientAddressHeader, c.get('address'));
  headers.delete('content-length');
  if (body !== null) headers.set('content-type', 'application/json');
  // The address of our own configuration, not of the Host header: blocks links to another's host.
  const url = new URL(config.publicUrl);
  url.pathname = c.req.path;
  url.search = new URL(c.req.url).search;
  try {
    if (to === 'demo') {
      return await auth.api.demoSignIn({
        body: JSON.parse(body ?? '{}'),
        headers,
        asResponse: true,
      });
    }
    return await auth.handler(new Request(url, { method: c.req.method, headers, body }));
  } catch (error) {
    log.error({ err: error, request: c.get('requestId') }, 'sign-in failed');
    return c.json(refusal('internal'), 500);
  }
}

async function readJson(c: HonoContext<Env>): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    return null;
  }
}
