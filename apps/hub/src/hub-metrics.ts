import { counter, gauge, histogram, type Registry } from '@samspel/platform/metrics/registry';
import type { HubState } from '@samspel/sync/server/hub';
import type { HubMeter } from '@samspel/sync/server/hub-meter';

const quick = [
  0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.125, 0.25, 0.5, 1, 2.5, 10,
];

/** What happens in a hub, counted. Labels are fixed words: never a person, a document or what is written. */
export function countHub(registry: Registry): HubMeter {
  const count = (name: string, help: string) =>
    counter(registry, { name: `samspel_hub_${name}`, help });
  const spread = (name: string, help: string, buckets: number[]) =>
    histogram(registry, { name: `samspel_hub_${name}`, help, buckets });
  const labelled = <L extends string>(name: string, help: string, label: L) =>
    counter(registry, { name: `samspel_hub_${name}`, help }, [label]);

  const updates = count('updates_total', 'Updates committed');
  const bytes = count('update_bytes_total', 'Bytes of committed updates');
  const batch = spread(
    'commit_updates',
    'Updates that one commit statement carried; their count is the number of commits',
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000],
  );
  const statement = spread('commit_seconds', 'Time of one commit statement', quick);
  const waited = spread(
    'persist_lag_seconds',
    'From the arrival of the oldest update of a commit until it was durable',
    quick,
  );
  const fanOut = spread(
    'fan_out_seconds',
    'From the answer of a commit until its updates were handed to the sockets',
    quick,
  );
  const relay = spread(
    'relay_seconds',
    "From another hub's commit until this hub heard of it",
    quick,
  );
  const readings = count('log_reads_total', 'Readings of the log for what no message brought');
  const refused = {
    update: labelled('refused_updates_total', 'Updates refused', 'reason'),
    presence: labelled('refused_presence_total', 'Presence dropped', 'reason'),
    document: labelled('refused_documents_total', 'Documents not opened', 'reason'),
    upgrade: labelled('refused_upgrades_total', 'Sockets refused at the door', 'reason'),
  };
  const massDeletes = count(
    'mass_deletes_total',
    'Updates that deleted so much at once that somebody should know',
  );
  const ended = labelled('ended_sockets_total', 'Sockets that the hub ended', 'why');
  return {
    committed(done) {
      updates.inc(done.updates);
      bytes.inc(done.bytes);
      batch.observe(done.updates);
      statement.observe(done.statementMs / 1000);
      waited.observe((done.waitedMs + done.statementMs) / 1000);
    },
    fannedOut: (ms) => fanOut.observe(ms / 1000),
    heard: (ms) => relay.observe(Math.max(0, ms) / 1000),
    logRead: () => readings.inc(),
    refused: (what, reason) => refused[what].inc({ reason }),
    massDeleted: () => massDeletes.inc(),
    ended: (why) => ended.inc({ why }),
  };
}

/** What there is in a hub, read when somebody looks. */
export function showHub(registry: Registry, state: () => HubState): void {
  const show = (name: string, help: string, read: (now: HubState) => number) =>
    gauge(registry, { name: `samspel_hub_${name}`, help }, () => read(state()));
  show('sockets', 'Open sockets', (now) => now.sockets);
  show('documents', 'Documents that somebody has open', (now) => now.documents);
  show('seats', 'Places in documents, of all sockets', (now) => now.seats);
  show('queue_bytes', 'Bytes that wait for their commit', (now) => now.waitingBytes);
  show(
    'oldest_wait_seconds',
    'How long the oldest update has waited for its commit',
    (now) => now.oldestWaitMs / 1000,
  );
  show('unsent_bytes', 'Bytes that readers have not taken yet', (now) => now.unsentBytes);
  show('fenced', 'Whether edits of other hubs are held back until rights are known again', (now) =>
    now.fenced ? 1 : 0,
  );
  show('database_up', 'Whether the database answers', (now) => (now.databaseIsUp ? 1 : 0));
  show('other_hubs', 'Other hubs that show signs of life', (now) => now.otherHubs);
  show('hears_others', 'Whether hints between hubs come through', (now) =>
    now.hearsOthers ? 1 : 0,
  );
}
