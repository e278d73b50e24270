import sax from 'sax';
import type { RateCollector, RateDay } from './rate-file.rules.js';

const DEPTH_MAX = 10;

interface Element {
  /** Without the prefix of its namespace. */
  name: string;
  day: RateDay | undefined;
  isDay: boolean;
}

/**
 * The bank's XML: an Envelope in which each day is a Cube with a time, and each rate a Cube with a currency and a rate.
 * What such files never have, document types, entities and CDATA, is refused, so that there is nothing to expand and
 * nothing to fetch.
 */
export class RateXml {
  private readonly parser = sax.parser(true);
  /** Where the tag that is being read began. */
  private line = 1;
  private readonly attributes = new Map<string, string>();
  private isSeen = false;
  private isEnding = false;
  private readonly open: Element[] = [];

  constructor(private readonly collector: RateCollector) {
    const { parser } = this;
    const refuse = () => {
      collector.fatal('XML', parser.line + 1, 'document types, entities and CDATA are not read.');
    };
    parser.ondoctype = refuse;
    parser.onsgmldeclaration = refuse;
    parser.onopencdata = refuse;
    parser.onerror = ({ message }) => {
      this.line = parser.line + 1;
      const told = message.split('\n')[0] ?? '';
      this.malformed(this.isEnding ? 'the file is cut off' : `it is not well-formed: ${told}`);
    };
    parser.onopentagstart = () => {
      this.line = parser.line + 1;
      this.attributes.clear();
    };
    parser.onattribute = ({ name, value }) => this.attributes.set(name, value);
    parser.onopentag = ({ name }) => this.begin(local(name));
    parser.onclosetag = () => this.open.pop();
  }

  write(text: string): void {
    this.parser.write(text);
  }

  end(): void {
    this.isEnding = true;
    this.parser.close();
  }

  private begin(name: string): void {
    const parent = this.open.at(-1);
    const element: Element = { name, day: parent?.day, isDay: parent?.isDay ?? false };
    if (!parent) {
      if (this.isSeen || name !== 'Envelope') {
        this.malformed('the file must be one Envelope, as the European Central Bank sends it');
      }
      this.isSeen = true;
    }
    if (name === 'Cube') this.cube(element);
    this.open.push(element);
    if (this.open.length > DEPTH_MAX) this.malformed('its elements lie too deep in each other');
  }

  private cube(element: Element): void {
    const time = this.attributes.get('time');
    const currency = this.attributes.get('currency');
    const rate = this.attributes.get('rate');
    if (time !== undefined) {
      if (element.isDay) this.malformed('a day lies within a day');
      element.isDay = true;
      element.day = this.collector.open(time, this.line);
    } else if (currency !== undefined || rate !== undefined) {
      if (!element.isDay) this.malformed('a rate lies outside a Cube with a time');
      if (currency === undefined || !/^[A-Z]{3}$/.test(currency) || rate === undefined) {
        this.malformed('a rate needs a currency code like USD and a rate');
      }
      this.collector.add(element.day, { currencyCode: currency, text: rate }, this.line);
    }
  }

  private malformed(what: string): never {
    return this.collector.fatal('XML', this.line, `${what}. Is this a file of the bank's, whole?`);
  }
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
