import * as encoding from 'lib0/encoding';

type Structs = (out: encoding.Encoder) => void;

/** An update of format V1, written struct by struct: of each clientID so many, from a clock on. */
export function writtenUpdate(
  clients: readonly { client: number; clock: number; structs: readonly Structs[] }[],
): Uint8Array {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, clients.length);
  for (const { client, clock, structs } of clients) {
    for (const number of [structs.length, client, clock]) encoding.writeVarUint(out, number);
    for (const write of structs) write(out);
  }
  encoding.writeVarUint(out, 0);
  return encoding.toUint8Array(out);
}

export const skipped: Structs = (out) => {
  encoding.writeUint8(out, 10);
  encoding.writeVarUint(out, 1);
};

export const collected: Structs = (out) => {
  encoding.writeUint8(out, 0);
  encoding.writeVarUint(out, 1);
};

/** A deleted item of one clock, beside what another clientID wrote. */
export const beside =
  (client: number, clock: number): Structs =>
  (out) => {
    encoding.writeUint8(out, 0x80 | 1);
    encoding.writeVarUint(out, client);
    encoding.writeVarUint(out, clock);
    encoding.writeVarUint(out, 1);
  };

/** Two clientIDs each of whose structs stands beside the other's last one: neither gets further than one at a time. */
export const crosswise = (one: number, other: number, count: number) => [
  {
    client: one,
    clock: 0,
    structs: Array.from({ length: count }, (_, i) => (i === 0 ? collected : beside(other, i - 1))),
  },
  { client: other, clock: 0, structs: Array.from({ length: count }, (_, i) => beside(one, i)) },
];
