import { type Actor, personIdOf } from '@samspel/domain/actor';
import { DomainError, type ErrorCode } from '@samspel/domain/errors';
import { getTRPCErrorFromUnknown, initTRPC, TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import type { Context } from './command.ts';

/** Who may call a procedure at all; what it answers for whose rows is decided by the domain's can(). */
export type Access = 'public' | 'person' | 'member' | 'lead' | 'officer' | 'admin';

export interface Meta {
  access: Access;
}

/** What a screen gets of a refusal; `reason` is a message key, `field` the input it is shown at. */
export interface DomainErrorView {
  code: ErrorCode | 'unauthenticated' | 'internal' | 'unavailable';
  reason: string;
  params: Record<string, string | number>;
  field?: string;
}

export interface RequestContext extends Context {
  request: {
    id: string;
    ip: string;
    /** The browser's own key among co-funders' links: what it was given, and how it gets one. */
    device: { key: string | null; keep(key: string): void };
    /** Asks the database; for what lasts longer than a request. */
    stillSignedIn(): Promise<boolean>;
  };
}

export type PersonActor = Extract<Actor, { kind: 'person' }>;

const trpc = initTRPC
  .context<RequestContext>()
  .meta<Meta>()
  .create({
    isDev: false,
    sse: {
      ping: { enabled: true, intervalMs: 15_000 },
      client: { reconnectAfterInactivityMs: 40_000 },
    },
    errorFormatter({ shape, error }) {
      const domain = domainViewOf(error);
      const { stack: _stack, ...data } = shape.data;
      return { ...shape, message: domain.reason, data: { ...data, domain } };
    },
  });

export const router = trpc.router;
export const createCaller = trpc.createCallerFactory;

const guarded = trpc.procedure.use(async ({ ctx, path, type, next }) => {
  const result = await next();
  if (result.ok) return result;
  const error = asRefusal(result.error);
  const actor = personIdOf(ctx.actor);
  if (error.code === 'INTERNAL_SERVER_ERROR' || error.code === 'SERVICE_UNAVAILABLE') {
    ctx.log.error({ err: error.cause ?? error, path, type, request: ctx.request.id }, 'failed');
  } else if (['UNAUTHORIZED', 'FORBIDDEN', 'NOT_FOUND'].includes(error.code)) {
    ctx.log.info({ denied: error.code, path, actor, request: ctx.request.id }, 'denied');
  }
  throw error;
});

/** For everybody, signed in or not. */
export const open = guarded.meta({ access: 'public' });

/** For whoever is signed in. Each procedure says by `.meta({ access })` what it asks beyond that. */
export const authed = guarded.use(({ ctx, next }) => {
  if (ctx.actor.kind !== 'person') throw new TRPCError({ code: 'UNAUTHORIZED' });
  return next({ ctx: { ...ctx, actor: ctx.actor } });
});

export const admin = authed.meta({ access: 'admin' }).use(({ ctx, next }) => {
  if (!ctx.actor.isAdmin) throw new DomainError('forbidden', 'not_admin');
  return next();
});

const trpcCodes: Record<ErrorCode, TRPCError['code']> = {
  not_found: 'NOT_FOUND',
  forbidden: 'FORBIDDEN',
  invalid: 'BAD_REQUEST',
  conflict: 'CONFLICT',
  late: 'PRECONDITION_FAILED',
  frozen: 'PRECONDITION_FAILED',
  expired: 'PRECONDITION_FAILED',
  used: 'PRECONDITION_FAILED',
  rate_limited: 'TOO_MANY_REQUESTS',
};

// Losing a race against a unique key is a conflict; a database that is busy or gone is said to be so.
const postgresCodes: Record<string, TRPCError['code']> = {
  '23505': 'CONFLICT',
  '40001': 'CONFLICT',
  '40P01': 'CONFLICT',
  '55P03': 'SERVICE_UNAVAILABLE',
  '57014': 'SERVICE_UNAVAILABLE',
  '57P01': 'SERVICE_UNAVAILABLE',
  '57P03': 'SERVICE_UNAVAILABLE',
  ECONNREFUSED: 'SERVICE_UNAVAILABLE',
  ECONNRESET: 'SERVICE_UNAVAILABLE',
};

/** The same for what is thrown after a procedure has returned, in the middle of a stream. */
export function refusalOf(error: unknown): TRPCError {
  return asRefusal(getTRPCErrorFromUnknown(error));
}

// The cause stays with it, for the log and for what the screen shows.
function asRefusal(error: TRPCError): TRPCError {
  const cause: unknown = error.cause;
  if (cause instanceof DomainError) {
    return new TRPCError({ code: trpcCodes[cause.code], message: cause.reason, cause });
  }
  const code = (cause as { code?: unknown } | undefined)?.code;
  const mapped = typeof code === 'string' ? postgresCodes[code] : undefined;
  if (mapped && error.code === 'INTERNAL_SERVER_ERROR')
    return new TRPCError({ code: mapped, cause });
  return error;
}

/** Never the message of an unexpected error: it may carry SQL, paths or another tenant's words. */
export function domainViewOf(error: TRPCError): DomainErrorView {
  const cause: unknown = error.cause;
  if (cause instanceof DomainError) {
    const { code, reason, params, field } = cause;
    return field === undefined ? { code, reason, params } : { code, reason, params, field };
  }
  if (cause instanceof ZodError) return inputView(cause);
  return { params: {}, ...(viewsByCode[error.code] ?? { code: 'internal', reason: 'internal' }) };
}

const viewsByCode: Partial<Record<TRPCError['code'], Pick<DomainErrorView, 'code' | 'reason'>>> = {
  UNAUTHORIZED: { code: 'unauthenticated', reason: 'sign_in' },
  FORBIDDEN: { code: 'forbidden', reason: 'forbidden' },
  NOT_FOUND: { code: 'not_found', reason: 'absent' },
  BAD_REQUEST: { code: 'invalid', reason: 'input_invalid' },
  PARSE_ERROR: { code: 'invalid', reason: 'input_invalid' },
  UNSUPPORTED_MEDIA_TYPE: { code: 'invalid', reason: 'input_invalid' },
  METHOD_NOT_SUPPORTED: { code: 'invalid', reason: 'input_invalid' },
  PAYLOAD_TOO_LARGE: { code: 'invalid', reason: 'input_too_large' },
  CONFLICT: { code: 'conflict', reason: 'changed_meanwhile' },
  SERVICE_UNAVAILABLE: { code: 'unavailable', reason: 'unavailable' },
};

// The first fault is named at its field; zod's own words never repeat what was typed.
function inputView(error: ZodError): DomainErrorView {
  const issue = error.issues[0];
  const reason = issue && /^[a-z_]{1,40}$/.test(issue.message) ? issue.message : 'input_invalid';
  const field = issue?.path.map(String).join('.').slice(0, 100);
  return { code: 'invalid', reason, params: {}, ...(field ? { field } : {}) };
}
