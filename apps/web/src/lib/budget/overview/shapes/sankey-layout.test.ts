import type { MoneyFlow } from '@samspel/domain/budget/overview/charts';
import { toMinor } from '@samspel/domain/money/money';
import { expect, test } from 'vitest';
import { isConfirmed, moneyGraph } from './money-graph.ts';
import { layoutFlows } from './sankey-layout.ts';

const partner = (id: string) => ({ kind: 'partner', id }) as const;
const funder = (name: string, statusOf: 'idea' | 'pledged') =>
  ({ kind: 'funder', name, statusOf }) as const;
const staff = { kind: 'category', category: 'STAFF' } as const;

const flows: MoneyFlow[] = [
  { from: { kind: 'eu' }, to: partner('A'), amount: toMinor(60n) },
  { from: funder('Region Skåne', 'pledged'), to: partner('A'), amount: toMinor(40n) },
  { from: partner('A'), to: { kind: 'category', category: 'REVENUE' }, amount: toMinor(10n) },
  { from: partner('A'), to: staff, amount: toMinor(90n) },
  { from: funder('Region Skåne', 'pledged'), to: partner('B'), amount: toMinor(5n) },
  { from: funder('Region Skåne', 'idea'), to: partner('B'), amount: toMinor(3n) },
  { from: { kind: 'missing' }, to: partner('B'), amount: toMinor(2n) },
  { from: partner('B'), to: staff, amount: toMinor(10n) },
];
const size = { width: 600, body: 300, bar: 12, head: 20, gap: 8 };

test('MO15 one funder of several partners is one node; what it has not confirmed is another', () => {
  const graph = moneyGraph(flows, 8);
  expect(graph.nodes.map(({ key }) => key)).toEqual([
    'eu',
    'funder/true/Region Skåne',
    'funder/false/Region Skåne',
    'missing',
    'partner/A',
    'partner/B',
    'category/STAFF',
    'category/REVENUE',
  ]);
  expect(graph.nodes.filter((node) => !isConfirmed(node)).map(({ key }) => key)).toEqual([
    'funder/false/Region Skåne',
    'missing',
  ]);
});

test('MO15 as wide as a flow leaves it arrives, and each node is as high as its money', () => {
  const graph = moneyGraph(flows, 8);
  const drawn = layoutFlows(graph.nodes, graph.flows, size);
  const heights = (column: number) =>
    drawn.nodes
      .filter((node) => node.column === column)
      .reduce((sum, { height }) => sum + height, 0);
  for (const column of [0, 1, 2]) expect(heights(column)).toBeCloseTo(300, 2);
  expect(drawn.nodes.find(({ key }) => key === 'partner/A')?.amount).toBe(100n);
  for (const node of drawn.nodes) {
    const bottom = node.y + node.height;
    expect(bottom).toBeLessThanOrEqual(drawn.height);
    expect(node.y).toBeGreaterThanOrEqual(size.head);
  }
  const thick = drawn.flows.map(({ amount, thickness }) => thickness / Number(amount));
  for (const each of thick) expect(each).toBeCloseTo(300 / 110, 3);
});

test('MO15 beside the largest nodes the others are one, and no money is lost', () => {
  const many = Array.from({ length: 20 }, (_, at): MoneyFlow[] => [
    { from: funder(`F${at}`, 'pledged'), to: partner(`P${at}`), amount: toMinor(BigInt(at + 1)) },
    { from: partner(`P${at}`), to: staff, amount: toMinor(BigInt(at + 1)) },
  ]).flat();
  const graph = moneyGraph(many, 5);
  expect(graph.nodes.filter(({ gathered }) => gathered === 16).map(({ key }) => key)).toEqual([
    'funder/rest',
    'partner/rest',
  ]);
  const into = (kind: string) =>
    graph.flows
      .filter(({ to }) => to.startsWith(kind))
      .reduce((sum, { amount }) => sum + amount, 0n);
  expect(into('partner')).toBe(210n);
  expect(into('category')).toBe(210n);
});

test('a budget without money is a drawing without height, not a fault', () => {
  expect(layoutFlows([], [], size)).toEqual({ height: 0, nodes: [], flows: [] });
});
