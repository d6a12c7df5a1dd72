/** Work of which only so much runs at a time; the rest waits in line. */
export interface Slots {
  /** How many wait. */
  readonly waiting: number;
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function openSlots(count: number): Slots {
  let free = count;
  const line: (() => void)[] = [];
  const take = (): Promise<void> => {
    if (free === 0) return new Promise((resolve) => line.push(resolve));
    free -= 1;
    return Promise.resolve();
  };
  const give = () => {
    const next = line.shift();
    if (next) next();
    else free += 1;
  };
  return {
    get waiting() {
      return line.length;
    },
    async run(work) {
      await take();
      try {
        return await work();
      } finally {
        give();
      }
    },
  };
}
