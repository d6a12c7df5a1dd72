import type { ColumnType } from 'kysely';

export interface CallTable {
  id: string;
  code: string;
  authorityId: string;
  status: 'draft' | 'published' | 'closed';
  opensAt: Date;
  closesAt: Date;
  /** jsonb, written as text; read through readCallDefinition, which validates it. */
  definition: ColumnType<unknown, string, string>;
}
