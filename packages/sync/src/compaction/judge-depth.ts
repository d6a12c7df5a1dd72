import * as Y from 'yjs';
import { limits } from '../protocol/limits.ts';
import type { Judge } from './judge.ts';

interface Place {
  item: Y.Item;
  depth: number;
}

/** Editors and readers walk the tree by recursion: one that is too deep breaks every screen that opens it. */
export const judgeDepth: Judge = (doc) => {
  const { treeDepth, repairableDepth } = limits;
  const remove: Y.Item[] = [];
  // Not by recursion: here, too, the depth is the sender's.
  const places: Place[] = [];
  for (const root of doc.share.values()) push(places, root as AnyType, 1);
  for (let place = places.pop(); place; place = places.pop()) {
    const { item, depth } = place;
    if (depth > repairableDepth) return { verdict: 'quarantine', reason: 'nested too deeply' };
    if (depth === treeDepth + 1) remove.push(item);
    push(places, (item.content as Y.ContentType).type as AnyType, depth + 1);
  }
  if (remove.length === 0) return { verdict: 'sound' };
  return { verdict: 'repair', reason: 'nested too deeply', remove };
};

type AnyType = Y.AbstractType<unknown>;

function push(places: Place[], type: AnyType, depth: number): void {
  const add = (item: Y.Item | null) => {
    if (item && !item.deleted && item.content instanceof Y.ContentType)
      places.push({ item, depth });
  };
  for (let item = type._start; item; item = item.right) add(item);
  for (const item of type._map.values()) add(item);
}
