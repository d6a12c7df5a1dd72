import { largestAt } from './stack-layout.ts';

export interface FlowNode {
  key: string;
  /** 0 pays, 1 passes on, 2 receives. */
  column: 0 | 1 | 2;
}

export interface Flow {
  from: string;
  to: string;
  amount: bigint;
}

export interface PlacedNode extends FlowNode {
  amount: bigint;
  x: number;
  y: number;
  height: number;
}

export interface PlacedFlow extends Flow {
  path: string;
  thickness: number;
}

export interface FlowSize {
  width: number;
  /** Height of all the money together, without the room between nodes. */
  body: number;
  bar: number;
  /** Room above each node, where its name stands. */
  head: number;
  gap: number;
}

export interface FlowLayout {
  height: number;
  nodes: PlacedNode[];
  flows: PlacedFlow[];
}

/**
 * Money in three columns from left to right. Nodes keep the order given; flows leave and arrive in
 * the order of their other ends, so that those of one node do not cross.
 */
export function layoutFlows(
  nodes: readonly FlowNode[],
  flows: readonly Flow[],
  size: FlowSize,
): FlowLayout {
  const amounts = nodes.map(({ key }) => amountOf(key, flows));
  const columns = [0, 1, 2].map((column) => nodes.filter((node) => node.column === column));
  const sums = columns.map((column) =>
    column.reduce((sum, { key }) => sum + amountOf(key, flows), 0n),
  );
  const most = sums[largestAt(sums)] ?? 0n;
  const long = (amount: bigint) =>
    most === 0n ? 0 : (Number((amount * 1_000_000n) / most) / 1_000_000) * size.body;
  const tallest = columns.map((column, at) => {
    return column.length * (size.head + size.gap) + long(sums[at] ?? 0n);
  });
  const height = Math.max(...tallest);
  const tops = tallest.map((tall) => (height - tall) / 2);
  const placed = nodes.map((node, at): PlacedNode => {
    const amount = amounts[at] ?? 0n;
    const x = ((size.width - size.bar) / 2) * node.column;
    const y = (tops[node.column] ?? 0) + size.head;
    tops[node.column] = y + long(amount) + size.gap;
    return { ...node, amount, x, y, height: Math.max(long(amount), 1.5) };
  });
  return { height, nodes: placed, flows: placeFlows(placed, flows, size.bar, long) };
}

function amountOf(key: string, flows: readonly Flow[]): bigint {
  let into = 0n;
  let out = 0n;
  for (const { from, to, amount } of flows) {
    if (to === key) into += amount;
    if (from === key) out += amount;
  }
  return into > out ? into : out;
}

function placeFlows(
  nodes: readonly PlacedNode[],
  flows: readonly Flow[],
  bar: number,
  long: (amount: bigint) => number,
): PlacedFlow[] {
  const order = new Map(nodes.map((node, at) => [node.key, at]));
  const rank = (key: string) => order.get(key) ?? 0;
  const out = new Map(nodes.map(({ key, y }) => [key, y]));
  const into = new Map(out);
  const inOrder = [...flows].sort((a, b) => rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to));
  return inOrder.flatMap((flow) => {
    const [a, b] = [nodes[rank(flow.from)], nodes[rank(flow.to)]];
    if (!a || !b) return [];
    const thickness = Math.max(long(flow.amount), 0.75);
    const y0 = out.get(flow.from) ?? 0;
    const y1 = into.get(flow.to) ?? 0;
    out.set(flow.from, y0 + long(flow.amount));
    into.set(flow.to, y1 + long(flow.amount));
    return [{ ...flow, thickness, path: ribbon(a.x + bar, y0, b.x, y1, thickness) }];
  });
}

function ribbon(x0: number, y0: number, x1: number, y1: number, thick: number): string {
  const middle = (x0 + x1) / 2;
  const [a, b, c, d] = [y0, y1, y1 + thick, y0 + thick].map((y) => y.toFixed(2));
  return `M${x0} ${a}C${middle} ${a} ${middle} ${b} ${x1} ${b}V${c}C${middle} ${c} ${middle} ${d} ${x0} ${d}Z`;
}
