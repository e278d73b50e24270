import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import type { ScreeningEntry } from './screening-list.rules.js';

/** A listed name that could be meant. */
export interface ListedName {
  list: string;
  reference: string;
  name: string;
  alias: string | null;
  /** By trigrams, from 0 to 1. */
  likeness: number;
}

export type ScreeningSubject = 'LEGAL_NAME' | 'APPLICANT' | 'CONTACT';

/** A listed name that was taken for one in an application. */
export interface ScreeningHitRow {
  applicationId: string;
  subject: ScreeningSubject;
  subjectName: string;
  list: string;
  reference: string;
  name: string;
  alias: string | null;
  score: number;
}

export interface LoadedList {
  fileName: string;
  sha256: string;
  nameCount: number;
  loadedAt: Date;
}

@Injectable()
export class ScreeningRepository {
  /** Two processes that load a file take turns, until their transactions end. */
  async lockLoading(tx: Tx): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(720114028)');
  }

  async loaded(tx: Tx): Promise<LoadedList | null> {
    const [row] = await tx.query<LoadedList>(
      `SELECT file_name AS "fileName", sha256, name_count AS "nameCount", loaded_at AS "loadedAt"
       FROM onboarding.screening_list`,
    );
    return row ?? null;
  }

  /** A new list, before its entries; what was loaded until then goes with its own. */
  async begin(tx: Tx, list: { id: string; fileName: string; sha256: string }): Promise<void> {
    await tx.query('DELETE FROM onboarding.screening_list');
    await tx.query(
      'INSERT INTO onboarding.screening_list (id, file_name, sha256, name_count) VALUES ($1, $2, $3, 1)',
      [list.id, list.fileName, list.sha256],
    );
  }

  async add(
    tx: Tx,
    listId: string,
    from: number,
    entries: readonly ScreeningEntry[],
  ): Promise<void> {
    await tx.query(
      `INSERT INTO onboarding.screening_entry (list_id, number, list, reference, name, alias, match_key)
       SELECT $1, $2 + e.place, e.list, e.reference, e.name, e.alias, e.key
       FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
         WITH ORDINALITY AS e (list, reference, name, alias, key, place)`,
      [
        listId,
        from,
        entries.map(({ list }) => list),
        entries.map(({ reference }) => reference),
        entries.map(({ name }) => name),
        entries.map(({ alias }) => alias),
        entries.map(({ matchKey }) => matchKey),
      ],
    );
  }

  async finish(tx: Tx, listId: string, nameCount: number): Promise<void> {
    await tx.query('UPDATE onboarding.screening_list SET name_count = $2 WHERE id = $1', [
      listId,
      nameCount,
    ]);
  }

  near(tx: Tx, key: string): Promise<ListedName[]> {
    return tx.query<ListedName>(
      'SELECT list, reference, name, alias, likeness FROM onboarding.screened_names($1)',
      [key],
    );
  }

  /** What was found the last time is replaced by what is found now. */
  async replaceHits(
    tx: Tx,
    applicationId: string,
    hits: readonly Omit<ScreeningHitRow, 'applicationId'>[],
  ): Promise<void> {
    await tx.query('DELETE FROM onboarding.screening_hit WHERE application_id = $1', [
      applicationId,
    ]);
    await tx.query(
      `INSERT INTO onboarding.screening_hit
         (application_id, number, subject, subject_name, list, reference, name, alias, score)
       SELECT $1, row_number() OVER (), h.subject, h."subjectName", h.list, h.reference, h.name, h.alias, h.score
       FROM jsonb_to_recordset($2::jsonb) AS h (subject text, "subjectName" text, list text, reference text,
         name text, alias text, score numeric)`,
      [applicationId, JSON.stringify(hits)],
    );
  }

  /** Those most alike first. Staff alone see any. */
  hitsOf(tx: Tx, applicationIds: readonly string[]): Promise<ScreeningHitRow[]> {
    return tx.query<ScreeningHitRow>(
      `SELECT application_id AS "applicationId", subject, subject_name AS "subjectName", list, reference, name, alias,
         score::float8 AS score
       FROM onboarding.screening_hit WHERE application_id = ANY ($1::uuid[]) ORDER BY application_id, number`,
      [applicationIds],
    );
  }
}
