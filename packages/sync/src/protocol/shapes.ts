import type { AccessMode } from './frames.ts';

/** By kind of document, the newest shape that an editor understands. */
export type Shapes = ReadonlyMap<string, number>;

// What was understood before anybody told: of kinds that are not named, too.
const firstShape = 1;

export const understoodOf = (shapes: Shapes, kind: string): number =>
  shapes.get(kind) ?? firstShape;

/**
 * What a right comes to in the hands of an editor that understands no newer shape than this. One that is
 * older than the document takes out what it does not know, and the right to write does not cover that.
 */
export const accessWith = (granted: AccessMode, understood: number, needed: number): AccessMode =>
  granted === 'write' && understood < needed ? 'read' : granted;
