import {
  categoryOrder,
  type MoneyFlow,
  type MoneyNode,
} from '@samspel/domain/budget/overview/charts';
import { confirming } from '@samspel/domain/cofunding/coverage';
import type { Flow, FlowNode } from '../shapes/sankey-layout.ts';

/** Several sources of one name and one standing are one funder in the picture. */
export interface GraphNode extends FlowNode {
  of: MoneyNode;
  /** How many nodes this one stands for, where it is what is left beside the largest. */
  gathered: number;
}

export interface MoneyGraph {
  nodes: GraphNode[];
  flows: Flow[];
}

/** The flows by node, as a picture shows them: at most so many funders and partners, the rest as one. */
export function moneyGraph(all: readonly MoneyFlow[], most: number): MoneyGraph {
  const nodes = new Map<string, GraphNode>();
  for (const node of all.flatMap(({ from, to }) => [from, to])) {
    const key = keyOf(node);
    nodes.set(key, { key, column: columnOf(node), of: node, gathered: 0 });
  }
  const flows = sumFlows(
    all.map(({ from, to, amount }) => ({ from: keyOf(from), to: keyOf(to), amount })),
  );
  const gathered = ['funder', 'partner'].reduce((graph, kind) => gather(graph, kind, most), {
    nodes: [...nodes.values()],
    flows,
  });
  return { ...gathered, nodes: gathered.nodes.sort((a, b) => orderOf(a) - orderOf(b)) };
}

export function isConfirmed({ of }: GraphNode): boolean {
  if (of.kind === 'missing' || of.kind === 'excess') return false;
  return of.kind !== 'funder' || confirming.includes(of.statusOf);
}

function keyOf(node: MoneyNode): string {
  if (node.kind === 'funder') {
    return `funder/${confirming.includes(node.statusOf)}/${node.name}`;
  }
  if (node.kind === 'partner') return `partner/${node.id}`;
  return node.kind === 'category' ? `category/${node.category}` : node.kind;
}

function columnOf({ kind }: MoneyNode): 0 | 1 | 2 {
  if (kind === 'partner') return 1;
  return kind === 'category' || kind === 'excess' ? 2 : 0;
}

const kindOrder = ['eu', 'funder', 'revenue', 'missing', 'partner', 'category', 'excess'];

function orderOf({ of, gathered }: GraphNode): number {
  const within = of.kind === 'category' ? categoryOrder.indexOf(of.category) : gathered && 50;
  return kindOrder.indexOf(of.kind) * 100 + within;
}

function sumFlows(flows: readonly Flow[]): Flow[] {
  const sums = new Map<string, Flow>();
  for (const { from, to, amount } of flows) {
    const key = `${from}\n${to}`;
    sums.set(key, { from, to, amount: (sums.get(key)?.amount ?? 0n) + amount });
  }
  return [...sums.values()];
}

function gather(graph: MoneyGraph, kind: string, most: number): MoneyGraph {
  const of = graph.nodes.filter((node) => node.of.kind === kind);
  if (of.length <= most) return graph;
  const size = (key: string) =>
    graph.flows.reduce((sum, { from, amount }) => (from === key ? sum + amount : sum), 0n);
  const bySize = [...of].sort((a, b) => (size(a.key) < size(b.key) ? 1 : -1));
  const small = bySize.slice(most - 1);
  const rest = new Set(small.map(({ key }) => key));
  const key = `${kind}/rest`;
  const into = (name: string) => (rest.has(name) ? key : name);
  // What is gathered is confirmed only where all of it is.
  const [first] = small.sort((a, b) => Number(isConfirmed(a)) - Number(isConfirmed(b)));
  if (!first) return graph;
  return {
    nodes: [
      ...graph.nodes.filter((node) => !rest.has(node.key)),
      { ...first, key, gathered: rest.size },
    ],
    flows: sumFlows(
      graph.flows.map(({ from, to, amount }) => ({ from: into(from), to: into(to), amount })),
    ),
  };
}
