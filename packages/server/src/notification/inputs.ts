import { uuid } from '@samspel/domain/input';
import { z } from 'zod';

export const ListNotifications = z.strictObject({ cursor: uuid().optional() });

export const MarkRead = z.union([
  z.strictObject({ ids: z.array(uuid()).min(1).max(100) }),
  z.strictObject({ all: z.literal(true) }),
]);
export type MarkRead = z.output<typeof MarkRead>;
