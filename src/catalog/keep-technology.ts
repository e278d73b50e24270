import { Injectable } from '@nestjs/common';
import { newId, ProblemError } from '../kernel/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { noSuch, required, stale } from './catalog-write.problems.js';
import { TechnologyRepository } from './technology.repository.js';
import {
  checkCode,
  checkTechnology,
  TECHNOLOGY_FIELDS,
  type TechnologyContent,
} from './technology.rules.js';
import type { Technology } from './technology.type.js';

export interface NewTechnology {
  code: string;
  name: string;
  description?: string | null;
  source?: string | null;
}

export interface TechnologyChange {
  code: string;
  expectedVersion: number;
  name?: string | null;
  description?: string | null;
  source?: string | null;
}

const CODE = ['input', 'code'];

/** Names the technologies of which can be said where they work. */
@Injectable()
export class KeepTechnology {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly technologies: TechnologyRepository,
    private readonly revisions: CatalogRevisionRepository,
  ) {}

  async create(ctx: RequestContext, input: NewTechnology): Promise<Outcome<Technology>> {
    requireNoMembership(ctx);
    const content: TechnologyContent = {
      name: input.name.trim(),
      description: input.description?.trim() ?? '',
      source: input.source?.trim() || null,
    };
    const code = input.code.trim();
    const problems = [...checkCode(code), ...checkTechnology(content)];
    if (problems.length > 0) return { value: null, problems };
    const technology = { id: newId(), code, ...content, version: 1 };
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        await this.technologies.create(tx, technology);
        await recordChange(ctx, tx, {
          entity: 'TECHNOLOGY',
          entityId: technology.id,
          operation: 'CREATE',
          version: 1,
          new: { code, ...content },
        });
        return technology;
      }),
    );
  }

  async update(ctx: RequestContext, input: TechnologyChange): Promise<Outcome<Technology>> {
    requireNoMembership(ctx);
    return outcomeOf(this.unitOfWork.run(ctx, (tx) => this.change(ctx, tx, input)));
  }

  private async change(ctx: RequestContext, tx: Tx, input: TechnologyChange): Promise<Technology> {
    const code = input.code.trim();
    const problems = checkCode(code);
    const before = problems.length > 0 ? null : await this.technologies.find(tx, code);
    if (!before) {
      throw new ProblemError(problems.length > 0 ? problems : noSuch('technology', CODE));
    }
    if (before.version !== input.expectedVersion) problems.push(stale(before.version));
    const after = contentAfter(before, input);
    if (input.name === null)
      problems.push(required('A technology needs a name.', ['input', 'name']));
    problems.push(...checkTechnology(after));
    if (problems.length > 0) throw new ProblemError(problems);
    const fields = TECHNOLOGY_FIELDS.filter((field) => before[field] !== after[field]);
    if (fields.length === 0) return before;
    const version = await this.technologies.update(tx, before, after);
    if (version === undefined) {
      const now = await this.technologies.find(tx, code);
      throw new ProblemError(now ? stale(now.version) : noSuch('technology', CODE));
    }
    const part = (content: TechnologyContent) =>
      Object.fromEntries(fields.map((field) => [field, content[field]]));
    await recordChange(ctx, tx, {
      entity: 'TECHNOLOGY',
      entityId: before.id,
      operation: 'UPDATE',
      version,
      old: part(before),
      new: part(after),
    });
    // Its name stands on the pages of every market.
    await this.revisions.raiseAll(tx);
    return { ...before, ...after, version };
  }
}

/** What is not said stays; null takes a text away. */
function contentAfter(before: Technology, input: TechnologyChange): TechnologyContent {
  const { name, description, source } = input;
  return {
    name: name?.trim() ?? before.name,
    description: description === undefined ? before.description : (description?.trim() ?? ''),
    source: source === undefined ? before.source : source?.trim() || null,
  };
}
