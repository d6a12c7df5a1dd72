import type { HistogramData } from '../statistics/histogram.ts';
import type { Rates } from '../statistics/open-loop.ts';
import type { Protocol } from './wires/wire.ts';

export interface Server {
  port: number;
  protocol: Protocol;
  /** Long documents can be had packed over HTTP. */
  snapshots: boolean;
}

export interface RoomPlan {
  name: string;
  clients: number;
  firstClient: number;
}

export interface OpenJob {
  server: Server;
  /** Every second person of each room sits there instead. */
  second?: Server;
  rooms: RoomPlan[];
  /** Length of a text that the first of each room writes when it is there; 0: none. */
  seedLength: number;
  /** Everybody at once, or so many at a time. */
  atOnce: number;
}

export interface Opened {
  opening: HistogramData;
  allMs: number;
}

export interface RunJob {
  /** Of each person. */
  rates: Rates;
  /** `machineNow` of the first moment; then the warm-up, then the window that counts. */
  begin: number;
  warmupMs: number;
  windowMs: number;
  /** How long is waited for what is still under way. */
  drainMs: number;
  seed: number;
  /** What people write: text, or so many cells of a grid. */
  cells: number;
}

export interface RunReport {
  latency: HistogramData;
  cursorLatency: HistogramData;
  saved: HistogramData;
  /** How much later than scheduled the load sent. */
  lateness: HistogramData;
  deliveries: number;
  cursorDeliveries: number;
  sent: number;
  missing: number;
  drained: boolean;
  closedSockets: number;
  /** Of the load process in the window: share of a core, and 99th percentile of the event loop's delay, ms. */
  cpuShare: number;
  loopDelayMs: number;
}

export interface RoomState {
  name: string;
  /** Per person: clientID, how far they wrote, others were shown, they were told it is saved. */
  people: { client: number; written: number; shown: number; saved: number }[];
}

export interface WriteHistoryJob {
  server: Server;
  room: string;
  /** The first so many edits of the trace; all when null. */
  edits: number | null;
  trace: string | null;
}

export interface History {
  source: 'recorded' | 'generated';
  edits: number;
  characters: number;
  bytes: number;
  ms: number;
}

export interface FreshJob {
  server: Server;
  rooms: string[];
  /** Whether the opened sockets stay open. */
  stay: boolean;
  /** How a long document comes: packed over HTTP and the rest over the socket, or all over the socket. */
  over: 'http' | 'socket';
}

export interface FreshDocument {
  room: string;
  receivedMs: number;
  readableMs: number;
  bytes: number;
  characters: number;
  /** State vector: clientID and how far. */
  clocks: [number, number][];
}

export interface Jobs {
  open: (job: OpenJob) => Promise<Opened>;
  run: (job: RunJob) => Promise<RunReport>;
  state: () => Promise<RoomState[]>;
  close: () => Promise<void>;
  writeHistory: (job: WriteHistoryJob) => Promise<History>;
  fresh: (job: FreshJob) => Promise<FreshDocument[]>;
}

export type JobName = keyof Jobs;
