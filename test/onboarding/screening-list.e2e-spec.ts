import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoadScreeningList } from '../../src/onboarding/load-screening-list.js';
import { RunCheck } from '../../src/onboarding/run-check.js';
import { inParallel } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import { fileApplication, openReviewDesk, read, readRaw, type ReviewDesk } from './review-desk.js';

const HEADER = 'list,reference,name,aliases\n';
const LIST = `${HEADER}INVENTED,7,Orion Shadow Trading,OST Overseas|Орион Тень
INVENTED,8,"Vexley, Marlo",
INVENTED,9,深圳虚构科技有限公司,
INVENTED,10,Vexlorium,
INVENTED,11,Ster,
`;

let portal: Portal;
let desk: ReviewDesk;
let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'screening-'));
  file = join(folder, 'list.csv');
  await writeFile(file, LIST);
  portal = await startPortal('screening_list', { SCREENING_LIST_FILE: file });
  desk = await openReviewDesk(portal);
});
afterAll(async () => {
  await portal?.stop();
  await rm(folder, { recursive: true, force: true });
});

const load = () => portal.app.get(LoadScreeningList, { strict: false }).run();

const loaded = async () => {
  const names = await portal.rows<{ name: string }>(
    'SELECT coalesce(alias, name) AS name FROM onboarding.screening_entry ORDER BY number',
  );
  return names.map(({ name }) => name);
};

const NAMES = [
  'Orion Shadow Trading',
  'OST Overseas',
  'Орион Тень',
  'Vexley, Marlo',
  '深圳虚构科技有限公司',
  'Vexlorium',
  'Ster',
];

describe('Loading the file', () => {
  it('takes all its names, once, however many servers do it at a time', async () => {
    expect((await inParallel(4, load)).filter((count) => count !== null)).toEqual([7]);
    expect(await loaded()).toEqual(NAMES);
    expect(await load()).toBeNull();
  });

  it.each([
    [`${HEADER}INVENTED,1,New Name,\nINVENTED,,No Reference,\n`, 'Line 3: there is no reference.'],
    ['list,name\nINVENTED,Somebody\n', 'Line 1: the header lacks reference.'],
    [`${HEADER}INVENTED,1,"New Name,\n`, 'Line 2: a quotation mark is out of place or not closed.'],
    [`${HEADER}INVENTED,1,${'x'.repeat(70_000)},\n`, 'Line 2: '],
    [
      Buffer.from(`${HEADER}INVENTED,1,M\xfcller,\n`, 'latin1'),
      'Line 2: the name is not written in UTF-8.',
    ],
    [HEADER, 'Line 1: the file names nobody.'],
    ['', 'Line 1: the file names nobody.'],
  ])('takes nothing of a file that is wrong (%#)', async (text, message) => {
    await writeFile(file, text);
    await expect(load()).rejects.toThrow(message);
    expect(await loaded()).toEqual(NAMES);
  });

  it('replaces all names when the file has changed, and leaves none of the old', async () => {
    const rows = Array.from({ length: 2500 }, (_, n) => `INVENTED,${n},Name Number ${n},\n`);
    await writeFile(file, `\uFEFF${HEADER}${rows.join('')}`);
    expect(await load()).toBe(2500);
    expect((await loaded()).slice(-1)).toEqual(['Name Number 2499']);
    await writeFile(file, LIST);
    expect(await load()).toBe(7);
    expect(await loaded()).toEqual(NAMES);
  });
});

describe('A list that is loaded', () => {
  it('is asked for everybody whose names nobody has decided on', async () => {
    const waits = await fileApplication(portal, { state: 'IN_VETTING' });
    const decided = await fileApplication(portal, { state: 'ACTION_REQUIRED' });
    const over = await fileApplication(portal, { state: 'WITHDRAWN' });
    await writeFile(file, `${LIST}INVENTED,12,Somebody Else,\n`);
    expect(await load()).toBe(8);
    const ids = [waits, decided, over].map(({ id }) => id);
    expect(
      await portal.rows(
        `SELECT split_part(key, ':', 2) AS id, split_part(key, ':', 3) AS kind FROM graphile_worker.jobs
         WHERE split_part(key, ':', 2) = ANY ($1)`,
        [ids],
      ),
    ).toEqual([{ id: waits.id, kind: 'SANCTIONS' }]);
    await writeFile(file, LIST);
    await load();
  });
});

describe('Screening an application', () => {
  const screen = async (legalName: string, who: object = {}) => {
    const filed = await fileApplication(portal, { state: 'IN_VETTING', legalName }, who);
    await portal.app
      .get(RunCheck, { strict: false })
      .run({ applicationId: filed.id, kind: 'SANCTIONS' });
    const { vettingChecks, state } = await read(desk, filed.id);
    expect(state).toBe('IN_VETTING');
    return { ...filed, check: vettingChecks[5] };
  };

  it.each([
    ['Orion Shadow Trading GmbH', 'Orion Shadow Trading', null, 100],
    ['TRADING, ORION-SHADOW', 'Orion Shadow Trading', null, 100],
    ['Oriön Shadow Trading Ltd.', 'Orion Shadow Trading', null, 100],
    ['Orion Shadow Trade', 'Orion Shadow Trading', null, null],
    ['Orion Shadov Trading', 'Orion Shadow Trading', null, null],
    ['Orion Shadow Trading Import Export', 'Orion Shadow Trading', null, null],
    ['OST Overseas Limited', 'Orion Shadow Trading', 'OST Overseas', 100],
    ['ООО Орион Тень', 'Orion Shadow Trading', 'Орион Тень', 100],
    ['Marlo Vexley', 'Vexley, Marlo', null, 100],
    ['Orion Ten', 'Orion Shadow Trading', 'Орион Тень', 100],
    ['深圳虚构科技', '深圳虚构科技有限公司', null, 100],
    ['Vexlorium Deutschland GmbH', 'Vexlorium', null, null],
    ['Internationale Handelsgesellschaft Vexlorium Nordeuropa Services', 'Vexlorium', null, null],
  ])('finds %s near %s', async (legalName, name, alias, score) => {
    const { check } = await screen(legalName);
    expect(check).toMatchObject({
      state: 'PENDING',
      note: '1 of the 7 names of list.csv may be meant: see the hits.',
      hits: [
        {
          subject: 'LEGAL_NAME',
          subjectName: legalName,
          list: 'INVENTED',
          name,
          alias,
          ...(score === null ? {} : { score }),
        },
      ],
    });
    expect(check.hits[0].score).toBeGreaterThanOrEqual(72);
  });

  it.each([
    'Nordlicht Devices GmbH',
    'Orion Telescopes',
    'Shadow Theatre Trading House',
    'Shenzhen Example Devices',
    'Orient Showroom Training',
    'Marlo Devices',
    'Ster Office Supplies',
  ])('finds nobody near %s', async (legalName) => {
    const { check } = await screen(legalName);
    expect(check).toMatchObject({
      state: 'PASSED',
      source: 'MACHINE',
      note: 'No name is like one of the 7 names of list.csv.',
      hits: [],
    });
  });

  it('looks at the applicant and the contacts too', async () => {
    const { check } = await screen('Nordlicht Devices GmbH', { name: 'Marlo Vexly' });
    expect(check.hits).toEqual([
      expect.objectContaining({ subject: 'APPLICANT', subjectName: 'Marlo Vexly', reference: '8' }),
    ]);
    const filed = await fileApplication(portal, { state: 'IN_VETTING' });
    await portal.db.query(
      `UPDATE onboarding.application SET contacts = '[{"name": "VEXLEY Marlo", "role": "Boss", "email": null, "phone": null}]'
       WHERE id = $1`,
      [filed.id],
    );
    await portal.app
      .get(RunCheck, { strict: false })
      .run({ applicationId: filed.id, kind: 'SANCTIONS' });
    const { vettingChecks } = await read(desk, filed.id);
    expect(vettingChecks[5].hits).toEqual([
      expect.objectContaining({ subject: 'CONTACT', subjectName: 'VEXLEY Marlo', score: 100 }),
    ]);
  });

  it('is nothing that the applicant ever sees', async () => {
    const { id, applicant } = await screen('Orion Shadow Trading');
    const { data } = await readRaw(desk, id, applicant.token);
    expect(JSON.stringify(data)).not.toMatch(/SANCTIONS|Orion Shadow Trading.*INVENTED|hits":\[\{/);
    expect(data.resellerApplication.vettingChecks).toHaveLength(5);
  });
});
