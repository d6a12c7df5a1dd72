import { certificateBytes } from '@samspel/domain/cofunding/certificate-file';
import { importLimits } from '@samspel/domain/exchange/imported-file';
import { ownOrigins } from '@samspel/platform/config';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { clientAddress } from './client-address.ts';
import type { Env, Host } from './host.ts';

const BODY_BYTES = 1_000_000;

/** A request's id, the address its limits count, and one line in the log that names no query. */
export function identifyRequest(host: Host): MiddlewareHandler<Env> {
  return async (c, next) => {
    const requestId = crypto.randomUUID();
    c.set('requestId', requestId);
    c.set('address', clientAddress(c.env.incoming));
    c.header('X-Request-Id', requestId);
    const begun = performance.now();
    await next();
    const { method, path } = c.req;
    const seconds = (performance.now() - begun) / 1000;
    host.metrics.observe(routeOf(path), method, c.res.status, seconds);
    host.log.debug(
      { request: requestId, method, path, status: c.res.status, ms: Math.round(seconds * 1000) },
      'answered',
    );
  };
}

// A few names, so that ids in paths cannot make a metric of their own each.
function routeOf(path: string): string {
  if (path.startsWith('/api/trpc/')) return '/api/trpc';
  if (path.startsWith('/api/auth/')) return '/api/auth';
  if (path.startsWith('/api/')) return '/api';
  return path === '/healthz' ? path : '/';
}

/** Headers of every answer; pages add their own policy. */
export const securityHeaders = (host: Host): MiddlewareHandler<Env> => {
  const secure = host.config.publicUrl.startsWith('https://');
  return async (c, next) => {
    await next();
    const { headers } = c.res;
    headers.set('X-Content-Type-Options', 'nosniff');
    headers.set('Referrer-Policy', 'no-referrer');
    headers.set('Cross-Origin-Opener-Policy', 'same-origin');
    headers.set('Cross-Origin-Resource-Policy', 'same-origin');
    headers.set(
      'Permissions-Policy',
      'camera=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)',
    );
    if (secure) headers.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
    if (!headers.has('Content-Security-Policy')) {
      headers.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'; sandbox");
    }
    if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store');
  };
};

/**
 * Only our own pages call the interfaces. What changes something needs our exact origin and JSON, which
 * no form of another site can send; what reads is refused to other sites' scripts.
 */
export function ownPagesOnly(host: Host): MiddlewareHandler<Env> {
  const origins = ownOrigins(host.config.publicUrl);
  const names = [new URL(host.config.publicUrl).hostname, 'localhost', '127.0.0.1', '[::1]'];
  return async (c, next) => {
    // A site whose name leads to this machine is no foreign site to the browser, and a demo's mailbox
    // asks nobody who they are.
    if (host.config.demo && !names.includes(hostnameOf(c.req.header('host')))) {
      return refuseUnread(c, 'foreign_origin', 403);
    }
    const site = c.req.header('sec-fetch-site');
    if (c.req.method === 'GET' || c.req.method === 'HEAD') {
      const download = c.req.header('sec-fetch-mode') === 'navigate';
      if (site && site !== 'same-origin' && !(download && isDownload(c.req.path))) {
        return c.json(refusal('foreign_origin'), 403);
      }
      return next();
    }
    const changing = comesInParts(c.req.path) ? ['POST', 'PATCH', 'DELETE'] : ['POST'];
    if (!changing.includes(c.req.method)) return refuseUnread(c, 'method', 405);
    if (!origins.includes(c.req.header('origin') ?? '') || (site && site !== 'same-origin')) {
      return refuseUnread(c, 'foreign_origin', 403);
    }
    const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (type !== bodyTypeAt(c.req.path) && hasBody(c.req.raw)) {
      return refuseUnread(c, 'content_type', 415);
    }
    return next();
  };
}

function hostnameOf(header = ''): string {
  return URL.parse(`http://${header}`)?.hostname ?? '';
}

const isDownload = (path: string) => /^\/api\/(submissions|proposals|annexes|pledges)\//.test(path);
const comesInParts = (path: string) => /^\/api\/uploads(\/|$)/.test(path);

/** No form of another site can send any of these. */
function bodyTypeAt(path: string): string {
  if (comesInParts(path)) return 'application/offset+octet-stream';
  return uploadAt(path) ? 'application/octet-stream' : 'application/json';
}

function hasBody(request: Request): boolean {
  const length = request.headers.get('content-length');
  return request.headers.has('transfer-encoding') || (length !== null && length !== '0');
}

const limitOf = (maxSize: number): MiddlewareHandler<Env> =>
  bodyLimit({ maxSize, onError: (c) => refuseUnread(c, 'too_large', 413) });
const limitOthers = limitOf(BODY_BYTES);

const uploads = [
  { path: /^\/api\/proposals\/[^/]+\/budget\/read$/, limit: limitOf(importLimits.fileBytes) },
  { path: /^\/api\/pledges\/certificate$/, limit: limitOf(certificateBytes) },
];
const uploadAt = (path: string) => uploads.find((upload) => upload.path.test(path));

export const limitBody: MiddlewareHandler<Env> = (c, next) => {
  // What comes in parts states its size beforehand and is held to it byte by byte.
  if (comesInParts(c.req.path)) return next();
  const upload = uploadAt(c.req.path);
  if (!upload) return limitOthers(c, next);
  // What does not say how long it is would be gathered before anybody has looked who sends it.
  const told = c.req.header('content-length') !== undefined;
  return told ? upload.limit(c, next) : Promise.resolve(refuseUnread(c, 'length_required', 411));
};

// The rest of the body is not read, so this connection carries no further request.
function refuseUnread(c: Context, error: string, status: 403 | 405 | 411 | 413 | 415): Response {
  c.header('Connection', 'close');
  return c.json(refusal(error), status);
}

export const refusal = (error: string) => ({ error });
