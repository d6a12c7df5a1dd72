const zone = 'Europe/Stockholm';

const wallClock = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** The instant at which clocks in Stockholm show `hour` o'clock, `days` calendar days after `from`. */
export function stockholmHour(from: Date, days: number, hour: number): Date {
  const { year, month, day } = fieldsOf(from);
  const wanted = Date.UTC(year, month - 1, day + days, hour);
  // Twice, because the offset of the first guess may be that of the other side of a change of clocks.
  const first = wanted - offsetAt(wanted);
  return new Date(wanted - offsetAt(first));
}

function offsetAt(instant: number): number {
  const { year, month, day, hour, minute, second } = fieldsOf(new Date(instant));
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

function fieldsOf(instant: Date) {
  const parts = wallClock.formatToParts(instant);
  const field = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return {
    year: field('year'),
    month: field('month'),
    day: field('day'),
    hour: field('hour'),
    minute: field('minute'),
    second: field('second'),
  };
}
