import { describe, expect, it } from '@jest/globals';
import { createLogger } from './logger.js';
import { NestLogger } from './nest-logger.js';

function logging() {
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line) => void lines.push(line) });
  return { logger, last: () => JSON.parse(lines.at(-1) ?? '{}'), text: () => lines.join('') };
}

describe('the logger', () => {
  it('writes what an error is, and none of the parameters that a database error carries', () => {
    const { logger, last, text } = logging();
    const driverError = Object.assign(new Error('duplicate key'), {
      code: '23505',
      constraint: 'user_email_key',
      detail: 'Key (email)=(person@example.com) already exists.',
    });
    const error = Object.assign(new Error('query failed'), {
      driverError,
      parameters: ['hunter2'],
    });
    logger.error({ err: error }, 'failed');
    expect(last()).toMatchObject({
      level: 'error',
      msg: 'failed',
      err: {
        type: 'Error',
        message: 'query failed',
        cause: { message: 'duplicate key', code: '23505', constraint: 'user_email_key' },
      },
    });
    expect(text()).not.toMatch(/hunter2|person@example.com/);
  });

  it('takes out secrets that somebody logs by mistake', () => {
    const { logger, last } = logging();
    logger.info({ input: { password: 'hunter2' }, token: 'abc' }, 'oops');
    expect(last()).toMatchObject({ input: { password: '[redacted]' }, token: '[redacted]' });
  });

  it('speaks for Nest', () => {
    const { logger, last } = logging();
    const nest = new NestLogger(logger);
    nest.log('started', 'Server');
    expect(last()).toMatchObject({ level: 'info', msg: 'started', context: 'Server' });
    nest.error('broke', 'the stack', 'Server');
    expect(last()).toMatchObject({
      level: 'error',
      msg: 'broke',
      stack: 'the stack',
      context: 'Server',
    });
    nest.warn(new Error('careful'));
    expect(last()).toMatchObject({ level: 'warn', msg: 'careful', err: { message: 'careful' } });
  });
});
