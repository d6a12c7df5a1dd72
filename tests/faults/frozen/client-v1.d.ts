export { SyncClient } from '@samspel/sync/client/sync-client';
