import type { Costly } from './sales-data.js';
import type { Measured, Window } from './sales-queries.js';
import { fixed, quantile, spread } from './statistics.js';

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const HEAD = [
  'orders',
  'question',
  'rows',
  'time × limit',
  'CPU × limit',
  'answers/s',
  'p50 / p99 ms',
  'statements',
  'server ms',
  'PostgreSQL ms',
  'limit: answers/s',
  'p50 / p99 ms',
  'statements',
  'program ms',
  'PostgreSQL ms',
];

/** What the server took, beside the limit in the same round. */
export function queriesTable(measured: readonly Measured[]): string {
  return table(
    HEAD,
    measured.map(({ orders, question, rows, server, limit }) => [
      count(orders),
      question.name,
      String(rows),
      spread(ratios(limit, server, ({ perSecond }) => perSecond)),
      spread(ratios(server, limit, ({ programMs, postgresMs }) => programMs + postgresMs)),
      ...figures(server),
      ...(limit.length === 0 ? ['–', '–', '–', '–', '–'] : figures(limit)),
    ]),
  );
}

function figures(windows: readonly Window[]): string[] {
  const latencies = windows.flatMap((window) => window.latencies);
  const middle = (of: (window: Window) => number, digits: number) =>
    fixed(quantile(windows.map(of), 0.5), digits);
  return [
    middle(({ perSecond }) => perSecond, 0),
    `${fixed(quantile(latencies, 0.5), 1)} / ${fixed(quantile(latencies, 0.99), 1)}`,
    middle(({ statements }) => statements, 1),
    middle(({ programMs }) => programMs, 2),
    middle(({ postgresMs }) => postgresMs, 2),
  ];
}

/** What an answer takes with so many orders, beside what it takes with the fewest, in the same round. */
export function scaleTable(measured: readonly Measured[]): string {
  const sizes = [...new Set(measured.map(({ orders }) => orders))].sort((a, b) => a - b);
  const [fewest, ...others] = sizes;
  const names = [...new Set(measured.map(({ question }) => question.name))];
  const windows = (name: string, orders: number | undefined) =>
    measured.find(({ question, orders: of }) => question.name === name && of === orders)?.server ??
    [];
  const cpu = ({ programMs, postgresMs }: Window) => programMs + postgresMs;
  return table(
    [
      'question',
      ...others.flatMap((orders) => {
        const beside = `${count(orders)} × ${count(fewest ?? 0)}`;
        return [`time with ${beside}`, `CPU with ${beside}`];
      }),
    ],
    names.map((name) => [
      name,
      ...others.flatMap((orders) => [
        spread(ratios(windows(name, fewest), windows(name, orders), ({ perSecond }) => perSecond)),
        spread(ratios(windows(name, orders), windows(name, fewest), cpu)),
      ]),
    ]),
  );
}

/** Statements of which a database did most: planning and running, by PostgreSQL's own clock. */
export function costTable(costly: readonly Costly[]): string {
  return table(
    ['calls', 'planned in ms', 'ran ms', 'statement'],
    costly.map(({ calls, planMs, runMs, text }) => [
      String(calls),
      fixed(planMs, 2),
      fixed(runMs, 2),
      `\`${text.replaceAll('|', '\\|').replaceAll('`', '').slice(0, 160)}\``,
    ]),
  );
}

export function failuresOf(measured: readonly Measured[]): string[] {
  return measured.flatMap(({ orders, question, server, limit }) =>
    [...server, ...limit].flatMap(({ failures }) =>
      [...failures].map(([why, times]) => `${count(orders)}, ${question.name}: ${times} × ${why}`),
    ),
  );
}

/** Of windows of the same rounds. */
function ratios(
  above: readonly Window[],
  below: readonly Window[],
  of: (window: Window) => number,
): number[] {
  return above.flatMap((window, n) => {
    const other = below[n];
    return other === undefined ? [] : [of(window) / of(other)];
  });
}

export function count(orders: number): string {
  if (orders >= 1_000_000) return `${orders / 1_000_000} M`;
  return orders >= 1000 ? `${orders / 1000} k` : String(orders);
}
