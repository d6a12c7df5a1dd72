import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ApiOptions, startApi } from '@samspel/api/start-api';
import { openInProcessBus } from '@samspel/platform/bus/in-process-bus';
import { readConfig } from '@samspel/platform/config';
import type { TestDatabase } from './database.ts';
import { quietLog } from './quiet-log.ts';

export const secret = 'a secret of the test that is long enough to be one';

export type RunningApi = Awaited<ReturnType<typeof runApi>>;

/** The real API on a port of its own, with a client of one page. */
export async function runApi(
  database: TestDatabase,
  more: Partial<ApiOptions> = {},
  env: Record<string, string> = {},
) {
  const folder = await mkdtemp(path.join(tmpdir(), 'samspel-api-'));
  const webClient = path.join(folder, 'client');
  await mkdir(path.join(webClient, '_app/immutable'), { recursive: true });
  await writeFile(
    path.join(webClient, 'index.html'),
    `<!doctype html><meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'self'"><title>Samspel</title>`,
  );
  await writeFile(path.join(webClient, '_app/immutable/start.abc.js'), `/* ${'x'.repeat(2000)} */`);
  await writeFile(path.join(webClient, '_app/immutable/start.abc.js.map'), '{}');
  const log = quietLog();
  const bus = openInProcessBus();
  const api = await startApi({
    config: readConfig({
      ...{ PORT: '0', SAMSPEL_DATA: folder, SAMSPEL_URL: 'http://127.0.0.1:0' },
      ...env,
    }),
    databaseUrl: database.url,
    secret,
    dataFolder: folder,
    webClient,
    demo: false,
    bus,
    hub: null,
    log,
    ...more,
  });
  const origin = `http://127.0.0.1:${api.port}`;
  return {
    ...api,
    origin,
    /** Its data folder. */
    folder,
    log,
    bus,
    /** A browser's visit: cookies are kept, own-origin headers are sent. */
    browser: () => new Visitor(origin),
    async end() {
      await api.stop();
      await bus.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly origin: string;

  constructor(origin: string) {
    this.origin = origin;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.#send(path, { headers: { 'sec-fetch-site': 'same-origin', ...headers } });
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.#send(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        origin: this.origin,
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
    });
  }

  /** Another method, or a body that is no JSON. */
  send(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: RequestInit['body'],
  ): Promise<Response> {
    return this.#send(path, {
      method,
      ...(body === undefined ? {} : { body, duplex: 'half' }),
      headers: { origin: this.origin, 'sec-fetch-site': 'same-origin', ...headers },
    } as RequestInit & { headers: Record<string, string> });
  }

  /** A procedure by its path; queries too go as POST. */
  async call<T>(procedure: string, input: unknown = {}): Promise<T> {
    const response = await this.post(`/api/trpc/${procedure}`, input);
    const answer = (await response.json()) as { result?: { data: T }; error?: unknown };
    if (answer.error)
      throw Object.assign(new Error('refused'), { answer, status: response.status });
    return answer.result!.data;
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async #send(path: string, init: RequestInit & { headers: Record<string, string> }) {
    const cookie = this.cookieHeader;
    const headers = { ...init.headers, ...(cookie ? { cookie } : {}) };
    const response = await fetch(`${this.origin}${path}`, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      const value = pair.slice(at + 1);
      if (value === '' || /max-age=0/i.test(line)) this.cookies.delete(pair.slice(0, at));
      else this.cookies.set(pair.slice(0, at), value);
    }
    return response;
  }
}
