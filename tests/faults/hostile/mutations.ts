import type { SeededRandom } from '@samspel/sync/testing/seeded-random';

type Mutation = (
  bytes: Uint8Array,
  others: readonly Uint8Array[],
  random: SeededRandom,
) => Uint8Array;

const joined = (...pieces: Uint8Array[]) => new Uint8Array(Buffer.concat(pieces));

/** Numbers as they travel, at the ends of what fits into them: 0, 2^7, 2^28, 2^32 - 1, 2^53 - 1, and beyond. */
const numbers = [
  [0x00],
  [0x7f],
  [0x80, 0x01],
  [0x80, 0x80, 0x80, 0x80, 0x01],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
].map((bytes) => Uint8Array.from(bytes));

/** Some bits or bytes are others. */
export const flipped: Mutation = (bytes, _others, random) => {
  const copy = bytes.slice();
  for (let n = 1 + random.int(3); n > 0 && copy.length > 0; n--) {
    const at = random.int(copy.length);
    copy[at] = random.chance(0.5) ? random.int(256) : copy[at]! ^ (1 << random.int(8));
  }
  return copy;
};

const truncated: Mutation = (bytes, _others, random) =>
  bytes.slice(0, random.int(bytes.length + 1));

/** Where something small stood (a count, a clock, a clientID, a length) there is a number of some other size. */
const renumbered: Mutation = (bytes, _others, random) => {
  const at = random.int(bytes.length + 1);
  return joined(bytes.slice(0, at), random.pick(numbers), bytes.slice(at + 1));
};

/** The head of one and the tail of another. */
const spliced: Mutation = (bytes, others, random) => {
  const other = random.pick(others);
  const head = bytes.slice(0, random.int(bytes.length + 1));
  return joined(head, other.slice(random.int(other.length + 1)));
};

/** A piece of it once more, or very often. */
const repeated: Mutation = (bytes, _others, random) => {
  const from = random.int(bytes.length + 1);
  const piece = bytes.slice(from, from + 1 + random.int(6));
  const times = random.chance(0.1) ? 500 : 1 + random.int(3);
  return joined(bytes.slice(0, from), ...Array<Uint8Array>(times).fill(piece), bytes.slice(from));
};

const doubled: Mutation = (bytes, others, random) => joined(bytes, random.pick(others));

const noise: Mutation = (_bytes, _others, random) =>
  Uint8Array.from({ length: random.int(60) }, () => random.int(256));

const untouched: Mutation = (bytes) => bytes;

const mutations: readonly Mutation[] = [
  ...[flipped, flipped, flipped, flipped, truncated, renumbered, renumbered],
  ...[spliced, repeated, doubled, noise, untouched],
];

/** One of `all`, changed as somebody would who knows how it is made. */
export function mutated(all: readonly Uint8Array[], random: SeededRandom): Uint8Array {
  return random.pick(mutations)(random.pick(all), all, random);
}
