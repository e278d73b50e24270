import { ApolloArmor } from '@escape.tech/graphql-armor';
import type { GraphQLError, ValidationContext, ValidationRule } from 'graphql';
import type { LimitConfig } from '../../config/index.js';
import { ApiError } from '../../error/index.js';
import type { OperationCost } from './operation-cost.js';

/** What an operation is measured by, and what the caller can do when it is too much. */
const ADVICE = {
  depth: 'Nest fewer levels.',
  aliases: 'Send several operations instead.',
  directives: 'Use fewer directives.',
  cost: 'Ask for fewer fields, or for smaller pages.',
} as const;

const FOUND = /limit of (\d+) exceeded, found (\d+(?:\.\d+)?(?:e\+\d+)?)/i;
const TOO_MANY_TOKENS = /^Syntax Error: Document contains more that (\d+) tokens/;
const INTROSPECTION_TOO_DEEP = 'Maximum introspection depth exceeded';
/** What graphql-js says when fields of the same name are too many to compare with each other. */
const TOO_MANY_COMPARISONS = 'Validation aborted.';
/** What the engine says when the parser, which calls itself for each bracket, has gone too deep. */
const STACK_EXHAUSTED = 'Maximum call stack size exceeded';

/**
 * Rules that refuse an operation for its shape while it is validated: before anybody is looked up in the database and
 * before any resolver runs. They do not depend on variables, so a document that passed once may be kept.
 */
export function limitRules(limits: LimitConfig): ValidationRule[] {
  const armor = new ApolloArmor({
    maxDepth: { n: limits.depth, flattenFragments: true, ...reporting('depth') },
    // An alias of __typename costs as much as any other, so none is exempt.
    maxAliases: { n: limits.aliases, allowList: [], ...reporting('aliases') },
    maxDirectives: { n: limits.directives, ...reporting('directives') },
    // Armor's cost takes every list for one entry; operation-cost.ts counts better, with the variables.
    costLimit: { enabled: false },
    // graphql-js counts tokens by itself, and Apollo answers that properly.
    maxTokens: { enabled: false },
    // The schema is public, so a suggestion tells nothing that is secret, and it helps.
    blockFieldSuggestion: { enabled: false },
  });
  return armor.protect().validationRules;
}

/** Whether the error is a limit of graphql-js itself, told as ours. */
export function asLimitError(error: GraphQLError): ApiError | undefined {
  const tokens = TOO_MANY_TOKENS.exec(error.message);
  if (tokens) {
    const max = Number(tokens[1]);
    return new ApiError(
      'TOO_COSTLY',
      `This document has more than ${max} tokens. Move values into variables, or send several operations.`,
      { facts: { limit: 'tokens', max } },
    );
  }
  if (error.message === INTROSPECTION_TOO_DEEP) {
    return new ApiError(
      'TOO_COSTLY',
      'This introspection nests too deeply. The whole schema is at /schema.graphql.',
      { facts: { limit: 'introspection' } },
    );
  }
  if (error.message === STACK_EXHAUSTED) {
    return new ApiError(
      'TOO_COSTLY',
      'This document nests too deeply to be read. Move values into variables, or nest fewer levels.',
      { facts: { limit: 'depth' } },
    );
  }
  if (error.message === TOO_MANY_COMPARISONS) {
    return new ApiError(
      'TOO_COSTLY',
      'This operation asks for the same fields too many times to compare them. Ask for each field once.',
      { facts: { limit: 'comparisons' } },
    );
  }
  return undefined;
}

function reporting(limit: keyof typeof ADVICE) {
  return {
    propagateOnRejection: false,
    onReject: [
      (context: ValidationContext | null, error: GraphQLError) => {
        context?.reportError(tooCostly(limit, error.message));
      },
    ],
  };
}

/** The most times that a field may stand within itself: once more than anybody needs. */
const REPETITION_MAX = 2;

/** Refuses what would answer too much, with what it costs and what it may cost. */
export function checkCost({ cost, deepest }: OperationCost, max: number): void {
  if (deepest.times > REPETITION_MAX) {
    throw new ApiError(
      'TOO_COSTLY',
      `${deepest.field} stands ${deepest.times} times within itself, and at most ${REPETITION_MAX} is allowed. Nest fewer levels.`,
      {
        facts: {
          limit: 'repetition',
          max: REPETITION_MAX,
          actual: deepest.times,
          field: deepest.field,
        },
      },
    );
  }
  if (cost > max) throw exceeded('cost', max, cost);
}

function tooCostly(limit: keyof typeof ADVICE, message: string): ApiError {
  const found = FOUND.exec(message);
  return exceeded(limit, Number(found?.[1]), Math.ceil(Number(found?.[2])));
}

function exceeded(limit: keyof typeof ADVICE, max: number, actual: number): ApiError {
  return new ApiError(
    'TOO_COSTLY',
    `The ${limit} of this operation is ${actual}, and at most ${max} is allowed. ${ADVICE[limit]}`,
    { facts: { limit, max, actual } },
  );
}
