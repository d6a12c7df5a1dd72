import { addStockholmDays, instantIso, instantMs } from '../time/instant.ts';

export const obligationKinds = [
  'call_closing',
  'part_unsigned',
  'invitation_unanswered',
  'pledge_unanswered',
] as const;
export type ObligationKind = (typeof obligationKinds)[number];

/** When reminders are due, in days before the due instant; earliest first. */
const ladders: Record<ObligationKind, readonly number[]> = {
  call_closing: [7, 1],
  part_unsigned: [7, 3, 1],
  invitation_unanswered: [7, 1],
  pledge_unanswered: [14, 7, 1],
};

export interface ObligationStep {
  /** `T-7d`: part of the unique key, with the obligation and the recipient. */
  step: string;
  at: string;
}

/** OB1: the steps of an obligation, at the due time of day in Stockholm, across clock changes. */
export function stepsOf(kind: ObligationKind, dueAt: string): ObligationStep[] {
  const due = instantMs(dueAt);
  return ladders[kind].map((days) => ({
    step: `T-${days}d`,
    at: instantIso(addStockholmDays(due, -days)),
  }));
}

export interface ObligationState {
  kind: ObligationKind;
  /** For an invitation or a question to a co-funder: when it expires. For the others: when the call closes. */
  dueAt: string;
  createdAt: string;
  /** Whether it is fulfilled, withdrawn, or its partner has left. */
  isOver: boolean;
}

export interface ReminderPlan {
  /** The step to send now; null when nothing is due. */
  send: string | null;
  /** Steps that will never be sent: older than the one sent, or before the obligation began. */
  supersede: string[];
  /** When to look again; null when nothing will ever be due. */
  nextAt: string | null;
}

/**
 * OB2-OB4: what an obligation asks for now. After downtime only the latest due step is sent and the
 * older ones are superseded; steps from before the obligation began are never sent; nothing is
 * sent once it is over or its due instant has passed.
 */
export function planReminders(
  obligation: ObligationState,
  now: string,
  settled: readonly string[],
): ReminderPlan {
  const at = instantMs(now);
  const open = stepsOf(obligation.kind, obligation.dueAt).filter(
    ({ step }) => !settled.includes(step),
  );
  if (obligation.isOver || at >= instantMs(obligation.dueAt)) {
    return { send: null, supersede: open.map(({ step }) => step), nextAt: null };
  }
  const began = instantMs(obligation.createdAt);
  const past = open.filter((step) => instantMs(step.at) < began);
  const due = open.filter((step) => !past.includes(step) && instantMs(step.at) <= at);
  const latest = due.at(-1);
  const next = open.find((step) => instantMs(step.at) > at);
  return {
    send: latest?.step ?? null,
    supersede: [...past, ...due.slice(0, -1)].map(({ step }) => step),
    nextAt: next?.at ?? obligation.dueAt,
  };
}

/** OB5: the key under which a reminder is sent at most once, whatever runs twice. */
export function reminderKey(obligationId: string, step: string, recipientId: string): string {
  return `${obligationId}/${step}/${recipientId}`;
}
