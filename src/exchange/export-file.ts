import { Injectable } from '@nestjs/common';
import { checkText, ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { ExportFilter } from '../platform/bulk/index.js';
import { csvText, writtenCell } from '../platform/csv/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import type { OpenFile } from './error-file.js';
import { FileKindRegistry } from './file-kind.registry.js';
import type { ExportedRows } from './file-kind.js';
import { wordOfKind, type ImportKind } from './import.enum.js';

/** What an export of a kind may be narrowed by. */
const FILTERS: Readonly<Record<ImportKind, readonly (keyof ExportFilter)[]>> = {
  PRODUCTS: [],
  VARIANTS: [],
  LISTINGS: ['marketCode'],
  PRICES: ['marketCode', 'priceListCode'],
  STOCK: ['marketCode', 'locationCode'],
};
const CODE_LENGTH_MAX = 60;

/** Everything of a kind as a file that can be sent back, read a batch at a time. */
@Injectable()
export class ExportFile {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly kinds: FileKindRegistry,
  ) {}

  open(ctx: RequestContext, kind: ImportKind, query: Record<string, unknown>): OpenFile {
    const filter = filterOf(kind, query);
    const day = new Date().toISOString().slice(0, 10);
    const narrowed = FILTERS[kind].flatMap((one) => filter[one] ?? []);
    const name = [wordOfKind(kind), ...narrowed, day].join('-');
    return { fileName: `${name}.csv`, parts: this.partsOf(ctx, kind, filter) };
  }

  private async *partsOf(
    ctx: RequestContext,
    kind: ImportKind,
    filter: ExportFilter,
  ): AsyncGenerator<string, void> {
    const columns = await this.columnsOf(ctx, kind, filter);
    // With the first rows: what keeps them from being read is then still answered as an error.
    let head = [columns.map(writtenCell)];
    for await (const { records } of this.batches(ctx, kind, filter)) {
      const rows = records.map((record) =>
        columns.map((column) => writtenCell(String(record[column] ?? ''))),
      );
      if (head.length + rows.length > 0) yield csvText([...head, ...rows]);
      head = [];
    }
  }

  /** Languages and specs are columns of which the rows decide; a first pass finds them. */
  private async columnsOf(
    ctx: RequestContext,
    kind: ImportKind,
    filter: ExportFilter,
  ): Promise<string[]> {
    const { required, optional, families } = this.kinds.of(kind).columns;
    if (families.length === 0) return [...required, ...optional];
    const members = new Set<string>();
    for await (const { records } of this.batches(ctx, kind, filter)) {
      for (const record of records) {
        for (const name of Object.keys(record)) if (name.includes(':')) members.add(name);
      }
    }
    const places = new Map(families.map((family, index) => [family, index]));
    return [...required, ...optional, ...[...members].sort(byMember(places))];
  }

  private async *batches(
    ctx: RequestContext,
    kind: ImportKind,
    filter: ExportFilter,
  ): AsyncGenerator<ExportedRows, void> {
    let after: string | null = null;
    do {
      const from: string | null = after;
      const batch: ExportedRows = await this.unitOfWork.read(ctx, (tx) =>
        this.kinds.of(kind).export(ctx, tx, filter, from),
      );
      yield batch;
      after = batch.after;
    } while (after !== null);
  }
}

/** What belongs together, such as the name and the description in one language, stands together. */
function byMember(places: ReadonlyMap<string, number>): (one: string, other: string) => number {
  return (one, other) => {
    const [family = '', member = ''] = splitOnce(one);
    const [otherFamily = '', otherMember = ''] = splitOnce(other);
    if (member !== otherMember) return member < otherMember ? -1 : 1;
    return (places.get(family) ?? 0) - (places.get(otherFamily) ?? 0);
  };
}

function splitOnce(name: string): string[] {
  const colon = name.indexOf(':');
  return [name.slice(0, colon), name.slice(colon + 1)];
}

function filterOf(kind: ImportKind, query: Record<string, unknown>): ExportFilter {
  const problems: Problem[] = [];
  const filter: ExportFilter = {};
  for (const name of Object.keys(query)) {
    const known = FILTERS[kind].find((one) => one === name);
    const value = query[name];
    if (known === undefined || typeof value !== 'string') {
      problems.push(unknownFilter(kind, name.slice(0, CODE_LENGTH_MAX)));
      continue;
    }
    problems.push(...checkText(value, { path: [known], max: CODE_LENGTH_MAX, required: true }));
    filter[known] = value.trim();
  }
  if (problems.length > 0) throw new ProblemError(problems);
  return filter;
}

function unknownFilter(kind: ImportKind, name: string): Problem {
  const known = FILTERS[kind];
  const which = known.length === 0 ? 'nothing' : known.join(', each once, or ');
  return {
    code: 'INVALID_VALUE',
    message: `An export of ${wordOfKind(kind)} is narrowed by ${which}.`,
    path: [name],
    facts: { rule: 'UNKNOWN_FILTER' },
  };
}
