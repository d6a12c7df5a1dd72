/**
 * All limits of the engine, in one place; each has a test whose title begins with its name (every-limit.test.ts looks).
 * Honest clients stay far below them; what is above is refused with a typed answer.
 */
export const limits = {
  /** One WebSocket message, bytes. */
  messageBytes: 1024 * 1024,
  fragmentsPerMessage: 1024,
  /** All that a socket may send before its HELLO was accepted, bytes. */
  greetingBytes: 16 * 1024,
  /** Time to say HELLO, and for the ticket to be looked up. */
  greetingMs: 5000,
  /** A ticket opens one socket, once, within this; a token the y-websocket endpoint of one document, each time. */
  ticketMs: 60_000,
  tokenMs: 600_000,
  documentsPerSocket: 256,
  socketsPerPerson: 20,
  nameBytes: 512,

  structsPerUpdate: 100_000,
  clientsPerUpdate: 256,
  deletedRangesPerUpdate: 50_000,
  /** Characters and cells that one update may add, or claim to have deleted. */
  lengthPerUpdate: 2 ** 21,
  /** No clientID ever reaches it honestly; keeps clocks exact wherever they are added. */
  clock: 2 ** 40,
  /** Nesting of a JSON-like value. */
  valueDepth: 32,

  /** Nesting of shared types in a document, judged after the fact; and up to where what is too deep is cut off. */
  treeDepth: 64,
  repairableDepth: 1000,
  /** A document is judged when nobody has gone on writing in it for so long; and if they do, at the latest after this. */
  judgeIdleMs: 15_000,
  judgeAtMostMs: 120_000,

  /** The stored log of one document, bytes. */
  documentBytes: 64 * 1024 * 1024,
  /** A snapshot, unpacked: far above any document the limits allow. Only our own are, damaged or not. */
  unpackedBytes: 512 * 1024 * 1024,
  clientsPerDocument: 20_000,
  clientsPerPersonAndDocument: 5000,

  /** One person's presence in one document, bytes: what is sent at once, and all that is shown of them at a time. */
  awarenessBytes: 4096,
  /** ClientIDs that a place in a document may announce. A page announces one; a program may bring those of earlier lives. */
  clientIdsPerSeat: 256,
  /** Presence of a document is passed on at most this often. */
  awarenessIntervalMs: 40,

  updatesPerSecond: 100,
  updatesBurst: 1000,
  bytesPerSecond: 256 * 1024,
  bytesBurst: 8 * 1024 * 1024,
  /** Opening a document, or asking a y-websocket room for its state, costs a reading of its log. */
  openingsPerSecond: 50,
  openingsBurst: 512,
  /**
   * Frames that cost nothing else: pings, presence, leaving a document. Somebody with a cursor sends twenty a
   * second, and a page that opens all it may have open again sends two for each.
   */
  framesPerSecond: 500,
  framesBurst: 5000,
  /** A socket that has run this many bursts into debt is closed. */
  debtBursts: 4,
  /** Frames in a minute that no honest client sends, before the socket is closed. */
  refusalsPerMinute: 60,
  /** Denials of the same kind to the same person are told to the log once in this time, with their number. */
  denialMs: 10_000,
  /** Of so many different ones at a time; of more only the number. */
  denialsAtATime: 1000,
  /** Characters and cells that one update may delete without an alarm. */
  massDeleteLength: 20_000,

  /** Bytes waiting for a commit at which sockets are no longer read, and at which they are again. */
  queueHighBytes: 8 * 1024 * 1024,
  queueLowBytes: 4 * 1024 * 1024,
  /** One commit statement, updates and bytes. */
  batchRows: 8000,
  batchBytes: 1024 * 1024,
  /** Commit statements on their way at once, each on a connection of its own. */
  parallelCommits: 2,
  /** Least time between the starts of two commits, the window in which updates gather: for each hub. */
  commitIntervalMs: 10,
  commitIntervalAtMostMs: 16,
  /** Under load the window is wider, by so much for each update of the commit before, up to a limit. */
  commitIntervalPerUpdateMs: 0.08,
  commitIntervalUnderLoadMs: 50,
  /** So long an acknowledgement waits for something else that goes to the same socket. */
  ackDelayMs: 50,

  /** Unsent bytes at which a slow reader is cut off at once, or after a while. */
  unsentHardBytes: 4 * 1024 * 1024,
  unsentSoftBytes: 1024 * 1024,
  unsentSoftMs: 5000,
  /** A snapshot goes out in one piece; a reader slower than this is cut off before it has it all. */
  slowestBytesPerSecond: 64 * 1024,
  /** One step of catching up. */
  catchUpBytes: 256 * 1024,
  /** So long a snapshot that was read for one who came in serves those who come after: after a restart, everybody. */
  snapshotShelfMs: 5000,

  /** The thread that builds documents: its memory, what may wait for it, and how long one document may take. */
  builderMemoryMb: 512,
  builderTasks: 1000,
  builderPatienceMs: 30_000,

  /** A socket that shows no sign of life for twice this long is closed. */
  pingMs: 25_000,
  /** How often the hub looks for changes that nobody announced; and while hints do not come through. */
  lookMs: 1000,
  deafLookMs: 250,
  /** A hub that has not seen for so long who may read what passes on nothing of others until it has. */
  fenceMs: 5000,
  /** A hub shows the others this often that it lives; after so long without, its people are gone. */
  hubBeatMs: 1000,
  hubLeaseMs: 5000,
  /** What another hub has committed may take so long to arrive before it is read from the log. */
  gapMs: 20,
  /** Updates kept for a room until what they follow has come; of more only the numbers are. */
  aheadAtMost: 256,
  /**
   * What was committed to a document, and to all of one commit, travels to other hubs up to so many bytes; more is
   * told by number and read from the log. Redis keeps every byte once for each hub that listens.
   */
  inlineTailBytes: 64 * 1024,
  inlineMessageBytes: 512 * 1024,
  /** How often hubs tell each other everyone who is there, should a change have been lost. */
  peopleMs: 15_000,
  /** A document without readers is forgotten after this. */
  idleRoomMs: 30_000,
  /** A hub that stops commits what it has, but waits no longer than this for a database that does not answer. */
  stopMs: 5000,
};

export type Limits = { [key in keyof typeof limits]: number };
