import { availableParallelism } from 'node:os';
import { table } from '../sales-table.js';
import { fixed, median, quantile, spread } from '../statistics.js';
import type { Window } from '../windows.js';

/** What is to be reached beside a limit. */
export interface Goal {
  of: 'time' | 'CPU';
  /** The name of the other side. */
  beside: string;
  /** The most that counts as reached, and as gone beyond. */
  most: number;
  beyond?: number;
}

export interface Comparison {
  windows: ReadonlyMap<string, readonly Window[]>;
  /** Whose figures are judged. */
  judged: string;
  goals: readonly Goal[];
  /** What is counted, such as pages. */
  unit: string;
}

const CORES_MIN = 4;

/** A row per side; ratios are within the rounds. */
export function comparisonReport({ windows, judged, goals, unit }: Comparison): string[] {
  const own = windows.get(judged) ?? [];
  const head = [
    '',
    `${unit}/s`,
    'p50 / p99 ms',
    'statements',
    'program ms',
    'PostgreSQL ms',
    'memory MB',
    `time: ${judged} × this`,
    `CPU: ${judged} × this`,
  ];
  const rows = [...windows].map(([name, side]) => [
    name,
    ...figures(side),
    ...(name === judged ? ['', ''] : [spread(timeRatios(own, side)), spread(cpuRatios(own, side))]),
  ]);
  return [
    table(head, rows),
    ...goals.map((goal) => verdict(goal, own, windows.get(goal.beside) ?? [])),
    ...failures(windows),
  ];
}

function figures(windows: readonly Window[]): string[] {
  const latencies = windows.flatMap((window) => window.latencies);
  const middle = (of: (window: Window) => number, digits: number) =>
    fixed(median(windows.map(of)), digits);
  return [
    middle(({ perSecond }) => perSecond, 0),
    `${fixed(quantile(latencies, 0.5), 1)} / ${fixed(quantile(latencies, 0.99), 1)}`,
    middle(({ statements }) => statements, 1),
    middle(({ programMs }) => programMs, 3),
    middle(({ postgresMs }) => postgresMs, 3),
    middle(({ memory }) => memory, 0),
  ];
}

function verdict(goal: Goal, own: readonly Window[], other: readonly Window[]): string {
  const ratios = goal.of === 'time' ? timeRatios(own, other) : cpuRatios(own, other);
  return goalLine(`${goal.of} × ${goal.beside}`, median(ratios), goal);
}

/** Says whether what was measured is at most what it should be; not on a machine that is too small to tell. */
export function goalLine(
  what: string,
  reached: number,
  { most, beyond }: { most: number; beyond?: number },
  digits = 2,
): string {
  const aim = `${what} ≤ ${most}${beyond === undefined ? '' : `, beyond ≤ ${beyond}`}`;
  const measured = `Goal ${aim}: ${fixed(reached, digits)}`;
  if (!Number.isFinite(reached)) return `${measured}, not measured.`;
  if (availableParallelism() < CORES_MIN) {
    return `${measured}; not judged with fewer than ${CORES_MIN} cores.`;
  }
  if (beyond !== undefined && reached <= beyond) return `${measured}, **beyond**.`;
  if (reached <= most) return `${measured}, **met**.`;
  return `${measured}, **missed** by ${fixed((reached / most - 1) * 100, 0)} %.`;
}

/** How much longer the first takes per answer, in each round. */
export function timeRatios(first: readonly Window[], second: readonly Window[]): number[] {
  return ratios(second, first, ({ perSecond }) => perSecond);
}

export function cpuRatios(first: readonly Window[], second: readonly Window[]): number[] {
  return ratios(first, second, ({ programMs, postgresMs }) => programMs + postgresMs);
}

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

function failures(windows: ReadonlyMap<string, readonly Window[]>): string[] {
  const counts = new Map<string, number>();
  for (const [name, side] of windows) {
    for (const [why, times] of side.flatMap((window) => [...window.failures])) {
      const line = `${name}: ${why}`;
      counts.set(line, (counts.get(line) ?? 0) + times);
    }
  }
  return [...counts].map(([line, times]) => `Failed, ${times} × ${line}`);
}
