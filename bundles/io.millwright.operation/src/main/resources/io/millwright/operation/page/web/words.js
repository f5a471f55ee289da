// The page's own words. What the gateway says, it says in English.

const LANGUAGES = ['en', 'zh'];
/** Numbers below have more zeros than digits. */
const SMALL = 1e-4;

let words = {};

/** The language that the browser asks for, as far as there are words in it. */
export const language = (navigator.languages ?? [navigator.language])
  .map(tag => tag.toLowerCase().split('-')[0])
  .find(tag => LANGUAGES.includes(tag)) ?? LANGUAGES[0];

const numbers = new Intl.NumberFormat(language, { maximumSignificantDigits: 4 });
const counts = new Intl.NumberFormat(language);
const seconds = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const hours = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hour12: false });
const days = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric' });
const date = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false });

/** Reads the words. */
export async function learn() {
  const answer = await fetch(`/millwright/${language}.json`, { credentials: 'same-origin' });
  words = answer.ok ? await answer.json() : {};
  document.documentElement.lang = language;
}

/** Returns a word, with `{name}` in it replaced; a word that is not there is its own key. */
export function word(key, values = {}) {
  let found = words[key] ?? key;
  for (const [name, value] of Object.entries(values)) {
    found = found.replaceAll(`{${name}}`, String(value));
  }
  return found;
}

/** Returns the word for what a machine calls something, or what it calls it. */
export function named(group, name) {
  return words[`${group}.${name}`] ?? String(name ?? '');
}

/** Returns a number for people, "–" for none; one so small that nobody counts its zeros by its power of ten. */
export function number(value) {
  if (typeof value !== 'number') {
    return '\u2013';
  }
  return value !== 0 && Math.abs(value) < SMALL ? value.toExponential(1) : numbers.format(value);
}

/** Returns a count for people. */
export function count(value) {
  return typeof value === 'number' ? counts.format(value) : '\u2013';
}

/** Returns a sentence about a count, in the singular where it is one. */
export function counted(key, n, values = {}) {
  return word(n === 1 && words[`${key}.one`] ? `${key}.one` : key, { ...values, n: count(n) });
}

/** Returns a text without the library's own word for what runs a model's nodes: CPU, CUDA, not CPUExecutionProvider. */
export function plain(text) {
  return String(text ?? '').replaceAll(/\b([A-Za-z]+)ExecutionProvider\b/g, '$1');
}

/** Returns what ran a model's nodes; the better one first. */
export function provider(name) {
  return plain(name).replaceAll('+', ' + ');
}

/** Returns a number with its unit. */
export function quantity(value, unit) {
  return unit && typeof value === 'number' ? `${number(value)}\u00a0${unit}` : number(value);
}

/** Returns a time of the gateway's clock, with the day where it is another one. */
export function time(micros, nowMillis = Date.now()) {
  if (!micros) {
    return '\u2013';
  }
  const at = new Date(micros / 1000);
  return Math.abs(nowMillis - at.getTime()) < 12 * 3600e3 ? seconds.format(at) : date.format(at);
}

/** Returns a time of day for an axis, or a day of the month where it marks whole days. */
export function clock(millis, day) {
  return (day ? days : hours).format(new Date(millis));
}

/** Returns how long something has been going on. */
export function age(millis) {
  const seconds = Math.max(0, millis) / 1000;
  if (seconds < 10) {
    return word('age.seconds', { n: seconds.toFixed(1) });
  }
  if (seconds < 120) {
    return word('age.seconds', { n: Math.round(seconds) });
  }
  if (seconds < 7200) {
    return word('age.minutes', { n: Math.round(seconds / 60) });
  }
  return seconds < 172800
    ? word('age.hours', { n: Math.round(seconds / 3600) })
    : word('age.days', { n: Math.round(seconds / 86400) });
}
