// One document per second, of what the open view needs; nothing while nobody sees it.

const PERIOD_MILLIS = 1000;
const PATIENCE_MILLIS = 10000;
const TOUCHED = 'millwright.touched';
const NOTED_MILLIS = 2000;

let touched = Date.now();
let offsetMillis = 0;

/** The gateway's clock, as far as its answers tell it. */
export function now() {
  return Date.now() + offsetMillis;
}

function touch() {
  const at = Date.now();
  if (at - touched > NOTED_MILLIS || at < touched) {
    touched = at;
    try {
      localStorage.setItem(TOUCHED, String(at));
    } catch {
      // A browser that keeps nothing: this window's own touches count.
    }
  }
}

/** Seconds since a person touched this page, the web admin around it, or either in another tab. */
function idleSeconds() {
  let last = touched;
  try {
    last = Math.max(last, Number(localStorage.getItem(TOUCHED)) || 0);
  } catch {
    // As above.
  }
  return Math.max(0, Math.floor((Date.now() - last) / 1000));
}

for (const event of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart']) {
  addEventListener(event, touch, { passive: true, capture: true });
}

/** Asks the gateway; a look does not count as use of the login. */
export async function look(address, headers = {}) {
  // Kura answers an address that ends with a slash with another one.
  const answer = await fetch(address ? `/millwright/api/${address}` : '/millwright/api', {
    credentials: 'same-origin',
    cache: 'no-store',
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MILLIS),
    headers: { 'X-Millwright-Idle': String(idleSeconds()), ...headers },
  });
  const told = Number(answer.headers.get('X-Millwright-Now'));
  if (told) {
    offsetMillis = told - Date.now();
  }
  return answer;
}

/**
 * Polls. `wanted()` returns the parts; `got(document)` is called with each new one, `trouble(status)` once a second with 0 for a
 * gateway that does not answer, and `fine()` with every answer.
 */
export class Poll {
  #wanted;
  #got;
  #fine;
  #trouble;
  #timer = 0;
  #tag = '';
  #parts = '';
  #asking = false;
  #ended = false;

  constructor(wanted, got, fine, trouble) {
    this.#wanted = wanted;
    this.#got = got;
    this.#fine = fine;
    this.#trouble = trouble;
    document.addEventListener('visibilitychange', () => this.soon());
  }

  /** Asks at once, because something else is looked at or was done. */
  soon() {
    clearTimeout(this.#timer);
    if (!document.hidden && !this.#ended) {
      this.#timer = setTimeout(() => this.#ask(), 0);
    }
  }

  async #ask() {
    if (this.#asking) {
      this.#later(PERIOD_MILLIS / 10);
      return;
    }
    this.#asking = true;
    const started = performance.now();
    let told = () => this.#trouble(0);
    try {
      told = await this.#asked(this.#wanted().join('\n'));
    } catch {
      // No answer: that is told.
    }
    try {
      // Outside of the above: a fault of a view is none of the gateway's, and is to be seen in the browser's log.
      told();
    } finally {
      this.#asking = false;
      this.#later(Math.max(PERIOD_MILLIS / 10, PERIOD_MILLIS - (performance.now() - started)));
    }
  }

  /** Returns what is to be done with the answer. */
  async #asked(parts) {
    if (parts !== this.#parts) {
      this.#parts = parts;
      this.#tag = '';
    }
    const known = this.#tag ? { 'If-None-Match': this.#tag } : {};
    const answer = await look(`page?parts=${encodeURIComponent(parts)}`, known);
    if (answer.status === 401) {
      this.#ended = true;
      return () => this.#trouble(401);
    }
    if (!answer.ok && answer.status !== 304) {
      return () => this.#trouble(answer.status);
    }
    const document = answer.ok ? await answer.json() : null;
    if (document) {
      this.#tag = answer.headers.get('ETag') ?? '';
    }
    return () => {
      this.#fine();
      this.#got(document);
    };
  }

  #later(millis) {
    clearTimeout(this.#timer);
    if (!document.hidden && !this.#ended) {
      this.#timer = setTimeout(() => this.#ask(), millis);
    }
  }
}
