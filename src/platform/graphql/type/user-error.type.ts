import { Field, InterfaceType } from '@nestjs/graphql';
import { assert } from '../../../kernel/assert.js';
import type { Problem } from '../../../kernel/problem.js';
import { shortened } from '../../../kernel/shortened.js';
import { noteUserError } from '../../observe/index.js';

@InterfaceType('UserError', {
  description:
    'A mistake in the input that the caller can mend. Each operation adds its codes and the facts that belong to them.',
})
export abstract class UserError {
  @Field(() => String, { description: 'What is wrong and what to do about it, in English.' })
  readonly message: string;

  @Field(() => [String], {
    description: 'The way to the offending input, such as ["input", "lines", "3", "quantity"].',
  })
  readonly path: string[];
}

/** A problem's facts become fields beside its message, so that a type can name each one that it knows. */
export type UserErrorFrom<Code extends string> = Problem<Code>['facts'] & {
  code: Code;
  message: string;
  path: string[];
};

/** The problems as the user errors of an operation; a code that the operation does not declare is a mistake of ours. */
export function userErrorsOf<Code extends string>(
  problems: readonly Problem[],
  codes: Readonly<Record<string, Code>>,
): UserErrorFrom<Code>[] {
  return problems.map(({ facts, code: found, message, path }) => {
    const code = Object.hasOwn(codes, found) ? codes[found] : undefined;
    assert(code !== undefined, `${found} is not declared: ${message}`);
    noteUserError(code);
    return { ...facts, code, message: shortened(message), path };
  });
}
