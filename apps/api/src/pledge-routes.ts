import { DomainError } from '@samspel/domain/errors';
import { newId, newToken } from '@samspel/platform/ids';
import { certificateOf } from '@samspel/server/cofunding/certificate-of';
import { AddCertificate, CertificateOf } from '@samspel/server/cofunding/inputs';
import { addCertificate } from '@samspel/server/cofunding/pledging/add-certificate';
import { identify } from '@samspel/server/person/identify';
import type { Hono, Context as HonoContext } from 'hono';
import { download, statusOf } from './file-routes.ts';
import { refusal } from './guards.ts';
import type { Env, Host } from './host.ts';
import { deviceKeyOf } from './pledge-device.ts';

/** Certificates of co-funders: in as plain bytes, out as downloads. */
export function pledgeRoutes(app: Hono<Env>, host: Host): void {
  app.post('/api/pledges/certificate', (c) => answered(c, () => upload(c, host)));
  app.get('/api/pledges/:pledgeId/certificates/:number', (c) =>
    answered(c, async () => {
      const input = CertificateOf.safeParse(c.req.param());
      // Whatever is no id is nobody's: the same answer as for what is not the asker's.
      if (!input.success) return c.json(refusal('not_found'), 404);
      const { actor } = await identify(host.auth, host.db, c.req.raw.headers);
      const asker = { db: host.db, files: host.files, actor };
      return download(c, await certificateOf(asker, input.data, deviceKeyOf(c, host)));
    }),
  );
}

/** The link and the file's name come in headers: in the address they would be in logs. */
async function upload(c: HonoContext<Env>, host: Host): Promise<Response> {
  const input = AddCertificate.safeParse({
    token: c.req.header('x-pledge-link'),
    seen: Number(c.req.header('x-pledge-seen')),
    filename: decoded(c.req.header('x-file-name')),
  });
  if (!input.success) return c.json({ ...refusal('invalid'), reason: 'input_invalid' }, 400);
  const { db, auth, bus, config, log, files } = host;
  const { actor } = await identify(auth, db, c.req.raw.headers);
  const bytes = Buffer.from(await c.req.arrayBuffer());
  const context = { db, actor, bus, config, log, files, ids: { newId, newToken } };
  const visitor = { actor, deviceKey: deviceKeyOf(c, host) };
  return c.json(await addCertificate(context, { ...input.data, bytes }, visitor));
}

function decoded(text = ''): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

async function answered(c: HonoContext<Env>, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, reason, params } = error;
    return c.json({ ...refusal(code), reason, params }, statusOf[code]);
  }
}
