import { createHmac, timingSafeEqual } from 'node:crypto';
import { email } from '@samspel/domain/input';
import { APIError, createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';
import type { Db } from '../database.ts';

/** The key of a demo person's sign-in link: follows from the installation's secret, works again and again. */
export function demoKey(secret: string, address: string): string {
  return createHmac('sha256', secret).update(`demo:${address}`).digest('hex');
}

const DemoSignIn = z.strictObject({ email: email(), key: z.string().max(100) });

interface DemoSettings {
  secret: string;
  /** Only for demo data on a host that nobody else reaches. */
  enabled: boolean;
  db: Db;
}

/** Signs a seeded person in by a printed link. Absent, not refused, wherever this is no demo. */
export function demoSignIn({ secret, enabled, db }: DemoSettings) {
  return {
    id: 'demo-sign-in',
    endpoints: {
      demoSignIn: createAuthEndpoint(
        '/demo/sign-in',
        { method: 'POST', body: DemoSignIn, metadata: { SERVER_ONLY: true } },
        async (ctx) => {
          if (!enabled) throw new APIError('NOT_FOUND');
          const expected = Buffer.from(demoKey(secret, ctx.body.email));
          const given = Buffer.from(ctx.body.key);
          const proven = given.length === expected.length && timingSafeEqual(given, expected);
          const person = proven ? await findKnown(db, ctx.body.email) : undefined;
          if (!person) throw new APIError('NOT_FOUND');
          const { internalAdapter } = ctx.context;
          const user =
            (await internalAdapter.findUserByEmail(person.email))?.user ??
            (await internalAdapter.createUser(
              { email: person.email, emailVerified: true, name: person.name },
              { method: 'demo' },
            ));
          if (!user) throw new APIError('NOT_FOUND');
          const session = await internalAdapter.createSession(user.id);
          await setSessionCookie(ctx, { session, user });
          return ctx.json({ status: true });
        },
      ),
    },
  } as const;
}

function findKnown(db: Db, address: string) {
  return db
    .selectFrom('person')
    .select(['email', 'name'])
    .where('email', '=', address)
    .executeTakeFirst();
}
