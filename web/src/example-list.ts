import { readExamples } from './example.js';

/** Every example, in the order of its file name. */
export const EXAMPLES = readExamples(
  import.meta.glob<string>(['../examples/*.graphql', '../examples/*.json'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
);
