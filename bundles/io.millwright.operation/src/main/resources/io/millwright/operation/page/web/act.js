// Calls that do something.

import { look } from './poll.js';

/** The token of this login: the web admin around this page knows it, or the gateway keeps it with the login. */
async function token() {
  const around = parent === window ? null : parent.millwright;
  if (around?.token) {
    return around.token().catch(reason => {
      throw new Error(String(reason));
    });
  }
  const answer = await look('login');
  return answer.ok ? (await answer.json()).token : '';
}

/**
 * Does something and returns what it came to.
 *
 * Throws an Error with the gateway's sentence and remedy where it was not done.
 */
export async function act(name, fields) {
  const answer = await fetch(`/millwright/api/${name}`, {
    method: 'POST',
    credentials: 'same-origin',
    redirect: 'error',
    headers: { 'Content-Type': 'application/json', 'X-XSRF-Token': await token() },
    body: JSON.stringify(fields),
  });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    const error = said.error ?? { text: `${answer.status}`, remedy: '' };
    throw new Error(error.remedy ? `${error.text}; ${error.remedy}` : error.text);
  }
  return said;
}
