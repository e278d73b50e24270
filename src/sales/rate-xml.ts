import type { RateCollector, RateDay } from './rate-file.rules.js';

/** Longer than any tag of the bank's files; what is longer is no such file. */
const TAG_MAX = 2000;
const DEPTH_MAX = 10;

const NAME = '[A-Za-z_][\\w.:-]*';
const TAG = new RegExp(
  `^<(/?)(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^"<&]*"|'[^'<&]*'))*)\\s*(/?)>$`,
);
const ATTRIBUTE = new RegExp(`(${NAME})\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'g');

interface Element {
  /** Without the prefix of its namespace. */
  name: string;
  day: RateDay | undefined;
  isDay: boolean;
}

/**
 * The bank's XML: an Envelope in which each day is a Cube with a time, and each rate a Cube with a currency and a rate.
 * That needs no general parser: what such files never have, entities and document types above all, is refused, so that
 * there is nothing to expand and nothing to fetch.
 */
export class RateXml {
  private rest = '';
  private line = 1;
  private isSeen = false;
  private readonly open: Element[] = [];

  constructor(private readonly collector: RateCollector) {}

  write(text: string): void {
    this.rest += text;
    for (;;) {
      const begin = this.rest.indexOf('<');
      if (begin < 0) {
        this.text(this.rest);
        this.rest = '';
        return;
      }
      this.text(this.rest.slice(0, begin));
      this.rest = this.rest.slice(begin);
      const end = this.endOfTag();
      if (end < 0) {
        if (this.rest.length > TAG_MAX) this.malformed('a tag has no end');
        return;
      }
      const tag = this.rest.slice(0, end);
      this.rest = this.rest.slice(end);
      this.tag(tag);
      this.line += tag.split('\n').length - 1;
    }
  }

  end(): void {
    if (this.rest !== '') this.malformed('the file ends within a tag');
    if (!this.isSeen || this.open.length > 0) this.malformed('the file is cut off');
  }

  private endOfTag(): number {
    const close = this.rest.startsWith('<!--') ? '-->' : '>';
    const end = this.rest.indexOf(close);
    return end < 0 ? -1 : end + close.length;
  }

  private text(text: string): void {
    if (this.open.length === 0 && text.trim() !== '') {
      this.malformed('there is text outside the Envelope');
    }
    this.line += text.split('\n').length - 1;
  }

  private tag(tag: string): void {
    if (tag.startsWith('<?') || tag.startsWith('<!--')) return;
    if (tag.startsWith('<!')) {
      this.collector.fatal('XML', this.line, 'document types, entities and CDATA are not read.');
    }
    const [, closing, name = '', attributes = '', empty] = TAG.exec(tag) ?? this.malformed('a tag');
    if (closing === '/') this.close(name);
    else this.begin(name, attributesOf(attributes), empty === '/');
  }

  private close(name: string): void {
    if (this.open.pop()?.name !== local(name)) {
      this.malformed(`</${name.slice(0, 40)}> closes nothing`);
    }
  }

  private begin(name: string, attributes: ReadonlyMap<string, string>, isEmpty: boolean): void {
    const parent = this.open.at(-1);
    const element: Element = { name: local(name), day: parent?.day, isDay: parent?.isDay ?? false };
    if (!parent) {
      if (this.isSeen || element.name !== 'Envelope') {
        this.malformed('the file must be one Envelope, as the European Central Bank sends it');
      }
      this.isSeen = true;
    }
    if (element.name === 'Cube') this.cube(element, attributes);
    if (isEmpty) return;
    this.open.push(element);
    if (this.open.length > DEPTH_MAX) this.malformed('its elements lie too deep in each other');
  }

  private cube(element: Element, attributes: ReadonlyMap<string, string>): void {
    const time = attributes.get('time');
    const currencyCode = attributes.get('currency');
    const rate = attributes.get('rate');
    if (time !== undefined) {
      if (element.isDay) this.malformed('a day lies within a day');
      element.isDay = true;
      element.day = this.collector.open(time, this.line);
    } else if (currencyCode !== undefined || rate !== undefined) {
      if (!element.isDay) this.malformed('a rate lies outside a Cube with a time');
      if (!/^[A-Z]{3}$/.test(currencyCode ?? '') || rate === undefined) {
        this.malformed('a rate needs a currency code like USD and a rate');
      }
      this.collector.add(
        element.day,
        { currencyCode: currencyCode ?? '', text: rate ?? '' },
        this.line,
      );
    }
  }

  private malformed(what: string): never {
    return this.collector.fatal('XML', this.line, `${what}. Is this a file of the bank's, whole?`);
  }
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function attributesOf(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(ATTRIBUTE)].map(([, name = '', double, single]) => [
      name,
      double ?? single ?? '',
    ]),
  );
}
