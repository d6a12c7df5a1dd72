import { z } from 'zod';
import { sha256 } from './row-sum.ts';
import type { TarEntry } from './tar.ts';

/** First entry of a backup: what it is, before anything of it is believed. */
export const backupHeader = z.object({
  format: z.literal('samspel-backup-1'),
  madeAt: z.iso.datetime({ offset: true }),
  postgres: z.string(),
  migrations: z.record(z.string(), z.array(z.string())),
});
export type BackupHeader = z.infer<typeof backupHeader>;

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Last entry: what a whole backup holds, with a hash of each part. */
export const backupManifest = z.object({
  tables: z.array(
    z.object({
      schema: z.string(),
      name: z.string(),
      columns: z.array(z.string()).min(1),
      rows: z.number().int().min(0),
      /** Over the rows in any order. */
      rowSum: hash,
      parts: z.array(hash),
    }),
  ),
  sequences: z.array(
    z.object({
      schema: z.string(),
      name: z.string(),
      lastValue: z.string(),
      isCalled: z.boolean(),
    }),
  ),
  files: z.array(z.object({ name: z.string(), size: z.number().int(), sha256: hash })),
});
export type BackupManifest = z.infer<typeof backupManifest>;
export type BackedUpTable = BackupManifest['tables'][number];

export const headerName = 'samspel-backup.json';
export const manifestName = 'manifest.json';
/** The last entry: the hash of header and manifest, which name the hashes of all else. */
export const sealName = 'manifest.sha256';
export const filePrefix = 'files/';

export const partName = (table: { schema: string; name: string }, part: number): string =>
  `tables/${table.schema}.${table.name}/${String(part).padStart(6, '0')}`;

export class BackupDamaged extends Error {}

/** What ties the header and the manifest together. */
export function sealOf(header: TarEntry, manifest: TarEntry): string {
  return sha256(Buffer.concat([header.content, manifest.content]));
}
