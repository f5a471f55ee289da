// Small pictures of numbers.

import { element, shape, set } from './dom.js';

const LIGHTS = {
  green: 'M5.2 10.4l3.2 3.2 6.4-7',
  yellow: 'M10 4.6v6.6M10 14.4v.2',
  red: 'M6.3 6.3l7.4 7.4M13.7 6.3l-7.4 7.4',
  grey: 'M5.5 10h9',
};
const GROUNDS = {
  green: 'M10 1a9 9 0 1 0 .01 0z',
  yellow: 'M10 .8L19.6 18H.4z',
  red: 'M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z',
  grey: 'M3 3h14v14H3z',
};

/** A light that tells by its form what it tells by its colour. */
export function light() {
  const picture = shape('svg', { viewBox: '0 0 20 20', class: 'light', 'aria-hidden': 'true', focusable: 'false' });
  picture.append(shape('path', { class: 'ground' }), shape('path', { class: 'mark' }));
  return picture;
}

export function setLight(picture, colour) {
  const known = LIGHTS[colour] ? colour : 'grey';
  set(picture, 'data-light', known);
  set(picture.firstChild, 'd', GROUNDS[known]);
  set(picture.lastChild, 'd', LIGHTS[known]);
}

const WIDTH = 120;
const HEIGHT = 28;

/** The last values as a line. */
export function trend() {
  return shape('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'trend', 'aria-hidden': 'true', preserveAspectRatio: 'none' },
    shape('polyline', {}));
}

/** Values that are null are gaps that the line goes over. */
export function setTrend(picture, values, most) {
  const known = values.filter(value => typeof value === 'number');
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const points = [];
  values.forEach((value, i) => {
    if (typeof value === 'number') {
      const x = WIDTH - (values.length - 1 - i) * WIDTH / (most - 1);
      points.push(`${x.toFixed(1)},${(HEIGHT - 2 - (value - low) / span * (HEIGHT - 4)).toFixed(1)}`);
    }
  });
  set(picture.firstChild, 'points', points.length > 1 ? points.join(' ') : '');
}

/** A bar to the left or right of a middle, for what speaks against or for. */
export function bar(share) {
  const width = Math.min(1, Math.abs(share)) * 50;
  return shape('svg', { viewBox: '0 0 100 10', class: 'bar', 'aria-hidden': 'true', preserveAspectRatio: 'none' },
    shape('rect', { x: share < 0 ? 50 - width : 50, y: 1, width, height: 8, class: share < 0 ? 'against' : 'towards' }),
    shape('line', { x1: 50, x2: 50, y1: 0, y2: 10 }));
}

/** Where a value lies between two limits, with another one beside it. */
export function range(low, high, present, proposed) {
  const at = value => 5 + Math.max(0, Math.min(1, (value - low) / (high - low || 1))) * 90;
  return shape('svg', { viewBox: '0 0 100 14', class: 'range', 'aria-hidden': 'true', preserveAspectRatio: 'none' },
    shape('line', { x1: 5, x2: 95, y1: 7, y2: 7 }),
    shape('rect', { x: at(present) - 1, y: 2, width: 2, height: 10, class: 'present' }),
    shape('rect', { x: at(proposed) - 1.5, y: 1, width: 3, height: 12, class: 'proposed' }));
}

/** A picture as the gateway gives it, drawn; a browser fetches nothing for it. */
export async function draw(canvas, picture) {
  const bytes = Uint8Array.from(atob(picture.base64), character => character.charCodeAt(0));
  const context = canvas.getContext('2d');
  if (picture.format === 'RAW') {
    canvas.width = picture.width;
    canvas.height = picture.height;
    context.putImageData(raw(bytes, picture), 0, 0);
    return;
  }
  const bitmap = await createImageBitmap(new Blob([bytes]));
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  context.drawImage(bitmap, 0, 0);
}

function raw(bytes, { width, height, colour }) {
  const image = new ImageData(width, height);
  const channels = Math.max(1, Math.round(bytes.length / (width * height)));
  const order = colour === 'BGR' ? [2, 1, 0] : channels < 3 ? [0, 0, 0] : [0, 1, 2];
  for (let i = 0; i < width * height; i++) {
    order.forEach((from, to) => { image.data[i * 4 + to] = bytes[i * channels + from]; });
    image.data[i * 4 + 3] = 255;
  }
  return image;
}

/** Lays a map over what a canvas shows: the more it mattered, the less it is see-through. */
export function overlay(canvas, map) {
  const context = canvas.getContext('2d');
  const most = Math.max(...map.values.map(value => Math.abs(value ?? 0))) || 1;
  const width = canvas.width / map.columns;
  const height = canvas.height / map.rows;
  map.values.forEach((value, i) => {
    const share = (value ?? 0) / most;
    context.fillStyle = share >= 0 ? `rgba(214, 40, 30, ${0.55 * share})` : `rgba(30, 90, 214, ${-0.55 * share})`;
    context.fillRect((i % map.columns) * width, Math.floor(i / map.columns) * height, width + 0.5, height + 0.5);
  });
}

/** A ring around a place, light on dark and dark on light. */
export function mark(canvas, x, y) {
  const context = canvas.getContext('2d');
  const radius = Math.max(6, Math.max(canvas.width, canvas.height) / 18);
  for (const [colour, width] of [['#fff', radius / 2], ['#b3201b', radius / 5]]) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
  }
}

/** A place to draw. */
export function canvas(label) {
  return element('canvas', { role: 'img', 'aria-label': label, width: 1, height: 1 });
}
