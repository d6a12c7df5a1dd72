import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export interface ClientFile {
  bytes: Buffer;
  mediaType: string;
  etag: string;
  immutable: boolean;
}

export type Encoding = 'br' | 'gzip';

export interface WebClient {
  /** The file at a URL path; undefined when the build has none. */
  find(urlPath: string): ClientFile | undefined;
  /** The page of every route; undefined when the client has not been built. */
  page: ClientFile | undefined;
  /** The build's own policy, with the hashes of its inline script. */
  policy: string;
  compressed(file: ClientFile, encoding: Encoding): Promise<Buffer>;
}

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

const fallbackPolicy = "default-src 'none'; base-uri 'none'; form-action 'self'";

/** Reads the built client once: only files of the build have an answer, whatever a path tries. */
export async function readWebClient(folder: string): Promise<WebClient> {
  const files = new Map<string, ClientFile>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const full = path.join(entry.parentPath, entry.name);
    const mediaType = mediaTypes[path.extname(entry.name)];
    // Source maps and whatever else a build leaves behind are not for the public.
    if (!mediaType) continue;
    const urlPath = `/${path.relative(folder, full).split(path.sep).join('/')}`;
    const bytes = await readFile(full);
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    const immutable = urlPath.startsWith('/_app/immutable/');
    files.set(urlPath, { bytes, mediaType, etag, immutable });
  }
  const page = files.get('/index.html');
  return {
    find: (urlPath) => files.get(urlPath),
    page,
    policy: page ? policyIn(page.bytes.toString('utf8')) : fallbackPolicy,
    compressed: compressor(),
  };
}

function policyIn(html: string): string {
  const found = /http-equiv="content-security-policy" content="([^"]*)"/i.exec(html);
  return found?.[1] || fallbackPolicy;
}

function compressor(): WebClient['compressed'] {
  const made = new Map<string, Promise<Buffer>>();
  const brotli = promisify(brotliCompress);
  const zip = promisify(gzip);
  return (file, encoding) => {
    const key = `${encoding} ${file.etag}`;
    let bytes = made.get(key);
    if (!bytes) {
      bytes =
        encoding === 'br'
          ? brotli(file.bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } })
          : zip(file.bytes);
      made.set(key, bytes);
    }
    return bytes;
  };
}
