/** Something happened: the screen reads again what it shows of it. */
export interface StreamMessage {
  aggregateId: string;
  kind: string;
  version: number;
  type: string;
}

export interface ActivityItem {
  version: number;
  type: string;
  /** Null when the system acted. */
  actorName: string | null;
  at: string;
  params: Record<string, string | number>;
}
