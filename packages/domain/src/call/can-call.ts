import type { Actor } from '../actor.ts';
import { absent, allowed, type Decision } from '../decision.ts';

export type CallVerb = 'call.read' | 'call.list_submissions';

export interface CallSubject {
  callId: string;
  isPublished: boolean;
}

/** AC7: a published call is read by everybody; what came in for it, by its authority's officers. */
export function canCall(actor: Actor, verb: CallVerb, call: CallSubject): Decision {
  if (actor.kind === 'system') return allowed;
  if (actor.kind === 'person' && actor.officerOf.includes(call.callId)) return allowed;
  return verb === 'call.read' && call.isPublished ? allowed : absent;
}
