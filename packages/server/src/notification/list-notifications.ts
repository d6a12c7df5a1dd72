import type { NotificationPage } from '@samspel/domain/notification/notification-view';
import { type Context, withActor } from '../command.ts';

const pageSize = 50;

/** A person's inbox, the newest first; `cursor` is the id of the last item seen. */
export function listNotifications(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  { cursor }: { cursor?: string | undefined },
): Promise<NotificationPage> {
  if (actor.kind !== 'person') {
    return Promise.resolve({ items: [], unread: 0, nextCursor: null });
  }
  return withActor(db, actor, async (trx) => {
    const own = trx.selectFrom('notification').where('personId', '=', actor.personId);
    const page = cursor ? own.where('id', '<', cursor) : own;
    const rows = await page
      .selectAll()
      .orderBy('id', 'desc')
      .limit(pageSize + 1)
      .execute();
    const { unread } = await own
      .where('readAt', 'is', null)
      .select(({ fn }) => fn.countAll<bigint>().as('unread'))
      .executeTakeFirstOrThrow();
    const items = rows.slice(0, pageSize);
    return {
      items: items.map((row) => ({
        id: row.id,
        kind: row.kind,
        proposalId: row.proposalId,
        callId: row.callId,
        params: row.params,
        at: row.at.toISOString(),
        readAt: row.readAt?.toISOString() ?? null,
      })),
      unread: Number(unread),
      nextCursor: rows.length > pageSize ? (items.at(-1)?.id ?? null) : null,
    };
  });
}
