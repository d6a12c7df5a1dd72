import type { Hono, Context as HonoContext } from 'hono';
import { isLoopback } from './client-address.ts';
import type { Env, Host } from './host.ts';
import type { ClientFile, Encoding } from './web-client.ts';

const serviceWorker = '/service-worker.js';

/** Everything that is not an interface: the built client, its page for each of its routes. */
export function clientRoutes(app: Hono<Env>, host: Host): void {
  const { webClient } = host;
  app.get('*', async (c) => {
    const { pathname } = new URL(c.req.url);
    const visit = c.req.header('sec-fetch-mode') === 'navigate';
    const elsewhere = visit ? canonicalAddress(host, c.req.header('host')) : null;
    if (elsewhere) return c.redirect(`${elsewhere}${pathname}${new URL(c.req.url).search}`, 307);
    const file = webClient.find(pathname);
    if (file && file !== webClient.page) return answer(c, host, file);
    // A missing chunk answered with a page would fail as "wrong MIME type" after an upgrade.
    if (pathname.startsWith('/_app/') || pathname.startsWith('/api/')) {
      return c.json({ error: 'not_found' }, 404);
    }
    if (!webClient.page) return c.text('The web client has not been built.', 503);
    return answer(c, host, webClient.page);
  });
}

// localhost and 127.0.0.1 are different origins: a session of one is unknown to the other.
function canonicalAddress({ config }: Host, given: string | undefined): string | null {
  const canonical = new URL(config.publicUrl);
  if (!given || given === canonical.host || !URL.canParse(`http://${given}`)) return null;
  const asked = new URL(`http://${given}`);
  const local = (name: string) => name === 'localhost' || isLoopback(name.replace(/^\[|\]$/g, ''));
  if (!local(asked.hostname) || !local(canonical.hostname)) return null;
  return asked.port === canonical.port ? canonical.origin : null;
}

async function answer(c: HonoContext<Env>, { webClient }: Host, file: ClientFile) {
  c.header('Cache-Control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  c.header('ETag', file.etag);
  c.header('Vary', 'Accept-Encoding');
  if (file.mediaType.startsWith('text/html')) {
    c.header('Content-Security-Policy', `${webClient.policy}; frame-ancestors 'none'`);
  } else if (c.req.path === serviceWorker) {
    // Its policy governs what it fetches: under that of other answers no page would open through it.
    c.header(
      'Content-Security-Policy',
      "default-src 'none'; script-src 'self'; connect-src 'self'",
    );
  }
  if (c.req.header('if-none-match') === file.etag) return c.body(null, 304);
  c.header('Content-Type', file.mediaType);
  const encoding = wantedEncoding(c.req.header('accept-encoding'), file);
  if (!encoding) return c.body(new Uint8Array(file.bytes));
  c.header('Content-Encoding', encoding);
  return c.body(new Uint8Array(await webClient.compressed(file, encoding)));
}

function wantedEncoding(accepted = '', file: ClientFile): Encoding | null {
  if (file.bytes.length < 1024 || !/^(text|application)\/|svg/.test(file.mediaType)) return null;
  const offers = accepted.split(',').map((offer) => offer.split(';')[0]!.trim());
  if (offers.includes('br')) return 'br';
  return offers.includes('gzip') ? 'gzip' : null;
}
