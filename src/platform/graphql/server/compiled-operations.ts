import type { GraphQLRequestContext } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { rootFieldsOf, type GraphqlContext } from '../../access/index.js';
import type { Logger } from '../../observe/index.js';
import { coercedVariables, schemaWithCoerced, withCoercedVariables } from './coerced-variables.js';
import { isCompilable } from './compilable-operation.js';

const OPERATIONS_MAX = 500;
/** A compiled operation takes 100 to 200 times its text: all of them keep below 30 MB. */
const CHARACTERS_MAX = 150_000;

type Asked = GraphQLRequestContext<GraphqlContext>;
/** Runs an operation; undefined when its variables are not what they should be, and nothing has run. */
type Run = (
  context: GraphqlContext,
  variables: Record<string, unknown>,
) => ReturnType<CompiledQuery['query']> | undefined;

interface Entry {
  uses: number;
  /** Null when it cannot be compiled. */
  run?: Promise<Run | null>;
}

/** Operations as functions made for them by graphql-jit, the ones used last. */
export class CompiledOperations {
  private readonly entries = new LRUCache<string, Entry>({
    max: OPERATIONS_MAX,
    maxSize: CHARACTERS_MAX,
  });

  private view: { of: GraphQLSchema; taking: GraphQLSchema } | undefined;

  /** @param compileAtUse compiling costs more than running once, so it pays for an operation that comes back */
  constructor(
    private readonly compileAtUse: number,
    private readonly logger: Logger,
  ) {}

  /** Null for an operation that graphql-js has to run, and for one that came for the first time. */
  async find(asked: Asked): Promise<Run | null> {
    const { queryHash, operationName, source = '' } = asked;
    const key = `${queryHash} ${operationName ?? ''}`;
    const entry = this.entries.get(key) ?? { uses: 0 };
    if (entry.uses === 0) this.entries.set(key, entry, { size: 1 });
    entry.uses += 1;
    if (entry.uses < this.compileAtUse) return null;
    if (entry.run === undefined) {
      entry.run = this.compile(asked);
      this.entries.set(key, entry, { size: source.length + 1 });
    }
    return entry.run;
  }

  private async compile(asked: Asked): Promise<Run | null> {
    const { schema, document, operation, operationName } = asked;
    if (!document || !operation) return null;
    if (!isCompilable(document, operation, rootFieldsOf(document, operation))) return null;
    // It takes longer to load than a server should take to start.
    const { compileQuery, isCompiledQuery } = await import('graphql-jit');
    const taking = withCoercedVariables(document, operation);
    const compiled = compileQuery(this.viewOf(schema), taking, operationName ?? undefined, {
      // The stack of an error of ours is its own; one more per masked error would only cost.
      disablingCapturingStackErrors: true,
    });
    if (isCompiledQuery(compiled)) {
      return (context, given) => {
        const variables = coercedVariables(schema, operation, given);
        return variables && compiled.query(undefined, context, variables);
      };
    }
    const error = compiled.errors?.[0];
    this.logger.warn({ err: error, operation: operationName }, 'an operation cannot be compiled');
    return null;
  }

  private viewOf(schema: GraphQLSchema): GraphQLSchema {
    if (this.view?.of !== schema) this.view = { of: schema, taking: schemaWithCoerced(schema) };
    return this.view.taking;
  }
}
