import { passkey } from '@better-auth/passkey';
import { type Bus, topics } from '@samspel/platform/bus/bus';
import { ownOrigins } from '@samspel/platform/config';
import { openPool } from '@samspel/platform/db/open-database';
import { newId, newToken } from '@samspel/platform/ids';
import type { Logger } from '@samspel/platform/log';
import { disconnectPerson } from '@samspel/sync/store/tickets';
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { magicLink } from 'better-auth/plugins';
import { Kysely, PostgresDialect } from 'kysely';
import type { Db } from '../database.ts';
import { demoSignIn } from './demo-sign-in.ts';
import { registerPerson } from './register-person.ts';
import { queueSignInMail } from './sign-in-mail.ts';

export interface AuthSettings {
  /** The owner's login; the library acts as samspel_app in schema `auth`. */
  databaseUrl: string;
  db: Db;
  /** Wakes whoever delivers mails. */
  bus: Bus;
  secret: string;
  publicUrl: string;
  demo: boolean;
  log: Logger;
}

/** What decides the shape of the tables; the migration knows no more than this. */
export function authTables(authDb: Kysely<unknown>) {
  return {
    database: { db: authDb, type: 'postgres' as const },
    telemetry: { enabled: false },
    rateLimit: { enabled: true, storage: 'database' as const, window: 60, max: 120 },
    // Ours, not its 'uuid': that one takes no version 7 for a person who is known already.
    advanced: { database: { generateId: () => newId() } },
  } satisfies BetterAuthOptions;
}

/** The host sets it from the socket's peer; what a client sends under this name is dropped there. */
export const clientAddressHeader = 'x-samspel-client-address';

const LINK_SECONDS = 15 * 60;
const SESSION_SECONDS = 14 * 24 * 3600;

export type Auth = ReturnType<typeof createAuth>;

/** Sign-in over a pool of its own, without the name mapping of our tables. */
export function openAuth(settings: AuthSettings): { auth: Auth; close(): Promise<void> } {
  const { databaseUrl: url, log } = settings;
  const role = 'samspel_app';
  const applicationName = 'samspel-auth';
  const pool = openPool({ url, role, searchPath: 'auth', applicationName, max: 5, log });
  const authDb = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  return { auth: createAuth(settings, authDb), close: () => authDb.destroy() };
}

function createAuth(settings: AuthSettings, authDb: Kysely<unknown>) {
  return betterAuth(authOptions(settings, authDb));
}

function authOptions(settings: AuthSettings, authDb: Kysely<unknown>) {
  const { db, bus, secret, publicUrl, log } = settings;
  const secure = publicUrl.startsWith('https://');
  const tables = authTables(authDb);
  return {
    ...tables,
    appName: 'Samspel',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret,
    trustedOrigins: ownOrigins(publicUrl),
    emailAndPassword: { enabled: false },
    session: {
      expiresIn: SESSION_SECONDS,
      updateAge: 24 * 3600,
      // A cached session outlives its own end: every request asks the database.
      cookieCache: { enabled: false },
    },
    rateLimit: {
      ...tables.rateLimit,
      customRules: {
        '/sign-in/magic-link': { window: 60, max: 12 },
        '/magic-link/verify': { window: 60, max: 20 },
      },
    },
    advanced: {
      ...tables.advanced,
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
      // The prefix is part of the name below: __Host- binds the cookie to this host and path alone.
      useSecureCookies: false,
      cookiePrefix: 'samspel',
      defaultCookieAttributes: { secure, httpOnly: true, sameSite: 'lax' as const, path: '/' },
      cookies: { session_token: { name: secure ? '__Host-samspel.session' : 'samspel.session' } },
    },
    logger: {
      level: 'warn' as const,
      log: (level: string, message: string) =>
        level === 'error'
          ? log.error({ from: 'auth' }, message)
          : log.warn({ from: 'auth' }, message),
    },
    databaseHooks: hooks(settings),
    plugins: [
      magicLink({
        expiresIn: LINK_SECONDS,
        storeToken: 'hashed',
        generateToken: () => newToken(),
        rateLimit: { window: 60, max: 12 },
        sendMagicLink: async ({ email, token, url }) => {
          const to = pathOf(new URL(url).searchParams.get('callbackURL'), publicUrl);
          const link = `${publicUrl}/sign-in/confirm?token=${token}${to ? `&to=${encodeURIComponent(to)}` : ''}`;
          const queued = await queueSignInMail(db, { email: email.toLowerCase(), link });
          if (queued) void bus.publish(topics.mail, {});
        },
      }),
      passkey({
        rpID: new URL(publicUrl).hostname,
        rpName: 'Samspel',
        origin: new URL(publicUrl).origin,
      }),
      demoSignIn({ secret, enabled: settings.demo, db }),
    ],
  } satisfies BetterAuthOptions;
}

/** Only a path of our own: blocks a mail of ours that leads to somebody else's page. */
function pathOf(callback: string | null, publicUrl: string): string | null {
  if (!callback?.startsWith('/') || !URL.canParse(callback, publicUrl)) return null;
  const url = new URL(callback, publicUrl);
  if (url.origin !== new URL(publicUrl).origin || url.pathname === '/') return null;
  return `${url.pathname}${url.search}`;
}

function hooks({ db }: AuthSettings): BetterAuthOptions['databaseHooks'] {
  return {
    user: {
      create: {
        // Somebody the product knows already (seeded, or made administrator) signs in under that id.
        before: async (user) => {
          const person = await db
            .selectFrom('person')
            .select(['id', 'name'])
            .where('email', '=', user.email.toLowerCase())
            .executeTakeFirst();
          if (person) return { data: { ...user, id: person.id, name: person.name } };
        },
        after: async (user) => {
          await registerPerson(db, { id: user.id, email: user.email, name: user.name });
        },
      },
    },
    session: {
      delete: {
        // Sockets were opened by a session that is gone now.
        after: async (session) => {
          await disconnectPerson(db, session.userId);
        },
      },
    },
  };
}
