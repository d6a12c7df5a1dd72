import { bigRoom } from './big-room.ts';
import { budgetGrid } from './budget-grid.ts';
import { coldOpen } from './cold-open.ts';
import { crash } from './crash.ts';
import { manyDocuments } from './many-documents.ts';
import { reconnectStorm } from './reconnect-storm.ts';
import { saturation } from './saturation.ts';
import { steady } from './steady.ts';
import { twoHubs } from './two-hubs.ts';
import { typing } from './typing.ts';
import type { Workload } from './workload.ts';

export const workloads: readonly Workload[] = [
  typing,
  saturation,
  bigRoom,
  coldOpen,
  manyDocuments,
  budgetGrid,
  crash,
  reconnectStorm,
  twoHubs,
  steady,
];
