import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../../src/kernel/index.js';

const SUBMIT = `mutation ($input: OrderSubmitInput!) {
  orderSubmit(input: $input) { replayed order { id state total { amount } } userErrors { code message } }
}`;

const RETRY_MS = 40;
const TIMEOUT_MS = 30_000;

/** An order that the server has answered. */
export interface Acknowledged {
  key: string;
  orderId: string;
  state: string;
  /** How often it was sent; a replay means that an earlier try had been written unnoticed. */
  tries: number;
  replayed: boolean;
}

/** What one try has brought: an answer, a reason to try again, or something that must not happen. */
type Try =
  | { kind: 'answered'; orderId: string; state: string; replayed: boolean }
  | { kind: 'again'; why: string }
  | { kind: 'wrong'; what: string };

export interface OrderingOptions {
  /** Where to send the next try: another address each time, where there are several servers. */
  url: (tries: number) => string;
  token: string;
  /** The input of an order, but for its key. */
  input: () => object;
}

/** What keys of these clients begin with. */
export const KEY_PREFIX = 'fault-';

/** Places one order after another, and sends each again under its key until it is answered. */
export class OrderingClient {
  readonly acknowledged: Acknowledged[] = [];
  /** Why tries had to be repeated. */
  readonly repeated: string[] = [];
  /** What no client may ever see. */
  readonly wrong: string[] = [];
  private abandoned = false;

  constructor(private readonly options: OrderingOptions) {}

  /** Until told to stop; the order that is on its way then is still brought to its end. */
  async run(stopped: () => boolean): Promise<void> {
    while (!stopped() && !this.abandoned) await this.place();
  }

  /** Gives up, also on the order that is on its way: for a suite that has failed. */
  abandon(): void {
    this.abandoned = true;
  }

  private async place(): Promise<void> {
    const key = `${KEY_PREFIX}${newId()}`;
    const input = { ...this.options.input(), idempotencyKey: key };
    for (let tries = 1; !this.abandoned; tries += 1) {
      const result = await this.send(this.options.url(tries), input);
      if (result.kind === 'answered') {
        const { orderId, state, replayed } = result;
        this.acknowledged.push({ key, orderId, state, tries, replayed });
        return;
      }
      if (result.kind === 'wrong') {
        this.wrong.push(result.what);
        return;
      }
      this.repeated.push(result.why);
      await sleep(RETRY_MS);
    }
  }

  private async send(url: string, input: object): Promise<Try> {
    let status: number;
    let text: string;
    try {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          authorization: `Bearer ${this.options.token}`,
        },
        body: JSON.stringify({ query: SUBMIT, variables: { input } }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      status = response.status;
      text = await response.text();
    } catch (error) {
      return { kind: 'again', why: reasonOf(error) };
    }
    return judge(status, text);
  }
}

function judge(status: number, text: string): Try {
  const body: ReturnType<typeof JSON.parse> = JSON.parse(text);
  const code: string | undefined = body.errors?.[0]?.extensions.code;
  // CONFLICT: the database broke while the order was written, and nobody knows whether it was.
  if (code === 'CONFLICT' || (code === 'UNAVAILABLE' && status === 503)) {
    return { kind: 'again', why: code };
  }
  const payload = body.data?.orderSubmit;
  if (code !== undefined || !payload?.order) return { kind: 'wrong', what: `${status} ${text}` };
  const { order, replayed } = payload;
  return { kind: 'answered', orderId: order.id, state: order.state, replayed };
}

/** Such as ECONNRESET: fetch keeps the reason inside. */
function reasonOf(error: unknown): string {
  const cause = property(error, 'cause');
  return String(property(cause, 'code') ?? property(error, 'name') ?? error);
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
