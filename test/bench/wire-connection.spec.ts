import { describe, expect, it } from '@jest/globals';
import { readAnswer } from '../../bench/wire-connection.js';

function read(text: string) {
  const answer = readAnswer(Buffer.from(text));
  return answer && { ...answer, body: answer.body.toString() };
}

describe('The answer that a client of the bench reads', () => {
  it('is as long as its head says', () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';
    expect(read(`${head}hell`)).toBeUndefined();
    expect(read(`${head}hello`)).toEqual({ status: 200, body: 'hello', last: false });
  });

  it('is complete with the chunk that is empty', () => {
    const head = 'HTTP/1.1 503 Busy\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n';
    const whole = `${head}5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`;
    expect(read(whole)).toEqual({ status: 503, body: 'hello world', last: true });
    for (let length = 0; length < whole.length; length += 1) {
      expect(read(whole.slice(0, length))).toBeUndefined();
    }
  });

  it('is not there before its head is', () => {
    expect(read('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n')).toBeUndefined();
    expect(read('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')).toEqual({
      status: 200,
      body: '',
      last: false,
    });
  });
});
