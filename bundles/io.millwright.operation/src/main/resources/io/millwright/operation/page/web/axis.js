// Marks of axes: round numbers, and round times of the day.

const STEPS_SECONDS = [60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 2419200];
const DAY_SECONDS = 86400;

/** Returns round values between two, at most about so many. */
export function values(low, high, most) {
  const rough = (high - low || 1) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find(each => each * power >= rough);
  const found = [];
  for (let i = Math.ceil(low / step); i * step <= high + step * 1e-9; i++) {
    found.push(Number((i * step).toPrecision(12)));
  }
  return found;
}

/** Returns round times between two, seconds since 1970 UTC, at most so many, as the clock here shows them. */
export function times(from, to, most) {
  const step = STEPS_SECONDS.find(each => (to - from) / each <= most) ?? STEPS_SECONDS.at(-1);
  const away = new Date(from * 1000).getTimezoneOffset() * 60;
  const found = [];
  for (let at = Math.ceil((from - away) / step) * step + away; at <= to; at += step) {
    found.push(at);
  }
  return found.map(at => ({ at, day: step >= DAY_SECONDS }));
}
