import { readdirSync, readFileSync } from 'node:fs';

/** As Linux counts the time of processes. */
const TICKS_PER_SECOND = 100;

interface Times {
  parent: number;
  own: number;
  /** Of children that have ended. */
  ended: number;
}

/** Milliseconds of CPU that the process has used so far; NaN where /proc does not tell. */
export function cpuOf(pid: number): number {
  return timesOf(pid)?.own ?? Number.NaN;
}

/** Of a PostgreSQL and all its sessions, also those that have ended; and of a server and the processes that share its work. */
export function cpuOfTree(pid: number): number {
  const root = timesOf(pid);
  if (root === undefined) return Number.NaN;
  // A session can end between the list and the look.
  const own = (child: number) => timesOf(child)?.own ?? 0;
  return childrenOf(pid).reduce((sum, child) => sum + own(child), root.own + root.ended);
}

/** Megabytes that a process, or the largest of those that it has started, has in memory; NaN where /proc does not tell. */
export function memoryOf(pid: number): number {
  const sizes = childrenOf(pid).map(residentOf).filter(Number.isFinite);
  return Math.max(residentOf(pid), ...sizes);
}

function residentOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(text)?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

function childrenOf(pid: number): number[] {
  if (timesOf(pid) === undefined) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => timesOf(other)?.parent === pid);
}

function timesOf(pid: number): Times | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name of the program stands in brackets and may hold blanks.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const at = (index: number) => fields[index] ?? 0;
  const toMs = (ticks: number) => (ticks * 1000) / TICKS_PER_SECOND;
  return { parent: at(1), own: toMs(at(11) + at(12)), ended: toMs(at(13) + at(14)) };
}
