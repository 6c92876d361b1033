/** Two lines over time in one picture: what waited, and how many worked on it. */
export interface Sample {
  readonly seconds: number;
  readonly lag: number;
  readonly replicas: number;
}

const size = { width: 720, height: 320, left: 60, right: 50, top: 30, bottom: 40 } as const;

export function plotOf(title: string, samples: readonly Sample[]): string {
  const most = (values: readonly number[]) => Math.max(1, ...values);
  const [seconds, lag, replicas] = [
    most(samples.map((each) => each.seconds)),
    most(samples.map((each) => each.lag)),
    most(samples.map((each) => each.replicas)),
  ];
  const x = (value: number) =>
    size.left + (value / seconds) * (size.width - size.left - size.right);
  const y = (value: number, of: number) =>
    size.height - size.bottom - (value / of) * (size.height - size.top - size.bottom);
  const lineOf = (value: (each: Sample) => number, of: number) =>
    samples
      .map((each) => `${x(each.seconds).toFixed(1)},${y(value(each), of).toFixed(1)}`)
      .join(' ');
  const label = (at: number, up: number, text: string, anchor: string, color: string) =>
    `<text x="${at}" y="${up}" text-anchor="${anchor}" fill="${color}">${text}</text>`;
  const bottom = size.height - size.bottom;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12">`,
    `<title>${title}</title>`,
    `<rect width="100%" height="100%" fill="white"/>`,
    label(size.width / 2, 18, title, 'middle', 'black'),
    `<line x1="${size.left}" y1="${bottom}" x2="${size.width - size.right}" y2="${bottom}" stroke="gray"/>`,
    `<polyline fill="none" stroke="#b45309" stroke-width="2" points="${lineOf((each) => each.lag, lag)}"/>`,
    `<polyline fill="none" stroke="#1d4ed8" stroke-width="2" points="${lineOf((each) => each.replicas, replicas)}"/>`,
    label(size.left - 6, size.top + 4, `lag ${lag}`, 'end', '#b45309'),
    label(size.width - size.right + 6, size.top + 4, `${replicas} ×`, 'start', '#1d4ed8'),
    label(size.left, size.height - 14, '0 s', 'start', 'gray'),
    label(size.width - size.right, size.height - 14, `${Math.round(seconds)} s`, 'end', 'gray'),
    '</svg>\n',
  ].join('\n');
}
