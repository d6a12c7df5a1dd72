import { type CallDefinition, callDefinition } from '@samspel/domain/call/call';
import type { CallPhase, CallSummary, CallView } from '@samspel/domain/call/call-view';
import { databaseNow } from '@samspel/platform/clock';
import type { Selectable } from 'kysely';
import type { Db, Trx } from '../database.ts';
import type { CallTable } from './call.table.ts';

type Row = Selectable<CallTable>;

export interface Call {
  id: string;
  status: Row['status'];
  /** The columns decide the deadline; the definition repeats them for the rules. */
  opensAt: Date;
  closesAt: Date;
  authorityId: string;
  authorityName: string;
  definition: CallDefinition;
}

/** A published or closed call with its definition proven; null for drafts and unknown ids. */
export async function getCall(db: Db | Trx, id: string): Promise<Call | null> {
  const row = await published(db).where('call.id', '=', id).executeTakeFirst();
  return row ? callOf(row) : null;
}

/** Open ones first, the next to close at the top. */
export async function listCalls(db: Db | Trx): Promise<Call[]> {
  return (await published(db).orderBy('call.closesAt').orderBy('call.id').execute()).map(callOf);
}

/** Throws for a definition that is not one: a call that cannot be read must not half work. */
export function readCallDefinition(stored: unknown): CallDefinition {
  return callDefinition.parse(stored);
}

export function phaseOf(call: Pick<Call, 'status' | 'opensAt' | 'closesAt'>, now: Date): CallPhase {
  if (call.status === 'closed' || now > call.closesAt) return 'closed';
  return now < call.opensAt ? 'upcoming' : 'open';
}

export async function callView(db: Db | Trx, call: Call): Promise<CallView> {
  const now = await databaseNow(db);
  return {
    ...call.definition,
    id: call.id,
    authorityName: call.authorityName,
    phase: phaseOf(call, now),
    serverTime: now.toISOString(),
  };
}

export function callSummary(call: Call, now: Date): CallSummary {
  const { code, title, summary, themes, euRateBp, minEuMinor, maxEuMinor } = call.definition;
  return {
    id: call.id,
    code,
    title,
    summary,
    opensAt: call.opensAt.toISOString(),
    closesAt: call.closesAt.toISOString(),
    status: call.status,
    themes,
    euRateBp,
    minEuMinor,
    maxEuMinor,
    authorityName: call.authorityName,
    phase: phaseOf(call, now),
  };
}

function published(db: Db | Trx) {
  return db
    .selectFrom('call')
    .innerJoin('organisation', 'organisation.id', 'call.authorityId')
    .where('call.status', '<>', 'draft')
    .select([
      'call.id',
      'call.status',
      'call.opensAt',
      'call.closesAt',
      'call.authorityId',
      'call.definition',
      'organisation.name as authorityName',
    ]);
}

function callOf(row: Omit<Call, 'definition'> & { definition: unknown }): Call {
  const definition = readCallDefinition(row.definition);
  return {
    ...row,
    definition: {
      ...definition,
      opensAt: row.opensAt.toISOString(),
      closesAt: row.closesAt.toISOString(),
    },
  };
}
