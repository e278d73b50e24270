import { Injectable } from '@nestjs/common';
import { isId } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import type { ApplicationRow } from './application.row.js';
import type { ApplicationSight } from './application.sight.js';
import { IN_STAFF_SIGHT } from './application.sql.js';
import type { DocumentCount, DocumentKind, DocumentType } from './document.rules.js';

export interface DocumentRow {
  id: string;
  applicationId: string;
  kind: DocumentKind;
  name: string;
  contentType: DocumentType;
  bytes: number;
  sha256: string;
  uploadedBy: string;
  uploadedByName: string;
  uploadedAt: Date;
}

const COLUMNS = `d.id, d.application_id AS "applicationId", d.kind, d.name, d.content_type AS "contentType",
  d.bytes, d.sha256, d.uploaded_by AS "uploadedBy", d.uploaded_by_name AS "uploadedByName",
  d.uploaded_at AS "uploadedAt"
  FROM onboarding.document d JOIN onboarding.application a ON a.id = d.application_id`;

/** $1: whose sight. */
const OWN = `SELECT ${COLUMNS} WHERE a.applicant_user_id = $1`;
const STAFF = `SELECT ${COLUMNS} WHERE ${IN_STAFF_SIGHT}`;

const FIND = { OWN: `${OWN} AND d.id = $2`, STAFF: `${STAFF} AND d.id = $2` } as const;

const AMONG = 'd.application_id = ANY ($2::uuid[]) ORDER BY d.uploaded_at, d.id';
const LIST = { OWN: `${OWN} AND ${AMONG}`, STAFF: `${STAFF} AND ${AMONG}` } as const;

/** The key under which the content lies in the object storage. */
export const DOCUMENT_WORD = 'document';
export const keyOf = (id: string): string => `${DOCUMENT_WORD}/${id}`;

@Injectable()
export class DocumentRepository {
  async find(tx: Tx, sight: ApplicationSight, id: string): Promise<DocumentRow | null> {
    if (sight.kind === 'NONE' || !isId(id)) return null;
    const [row] = await tx.query<DocumentRow>(FIND[sight.kind], [
      sight.kind === 'OWN' ? sight.userId : sight.regionIds,
      id,
    ]);
    return row ?? null;
  }

  /** Those of many applications, oldest first. */
  async listOf(
    tx: Tx,
    sight: ApplicationSight,
    applicationIds: readonly string[],
  ): Promise<DocumentRow[]> {
    if (sight.kind === 'NONE') return [];
    return tx.query<DocumentRow>(LIST[sight.kind], [
      sight.kind === 'OWN' ? sight.userId : sight.regionIds,
      applicationIds,
    ]);
  }

  async count(
    tx: Tx,
    { id, applicantUserId }: Pick<ApplicationRow, 'id' | 'applicantUserId'>,
  ): Promise<DocumentCount> {
    const [row] = await tx.query<DocumentCount>(
      `SELECT count(*) FILTER (WHERE a.id = $1)::integer AS here, count(*)::integer AS everywhere
       FROM onboarding.document d JOIN onboarding.application a ON a.id = d.application_id
       WHERE a.applicant_user_id = $2`,
      [id, applicantUserId],
    );
    return row ?? { here: 0, everywhere: 0 };
  }

  async insert(tx: Tx, document: Omit<DocumentRow, 'uploadedAt'>): Promise<void> {
    await tx.query(
      `INSERT INTO onboarding.document (id, application_id, kind, name, content_type, bytes, sha256, uploaded_by,
         uploaded_by_name)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        document.id,
        document.applicationId,
        document.kind,
        document.name,
        document.contentType,
        document.bytes,
        document.sha256,
        document.uploadedBy,
        document.uploadedByName,
      ],
    );
  }

  async delete(tx: Tx, id: string): Promise<boolean> {
    const rows = await tx.query('DELETE FROM onboarding.document WHERE id = $1 RETURNING id', [id]);
    return rows.length === 1;
  }

  /** Takes away what was sent for applications that have ended without a decision for so long; at most so many at a time. */
  async deleteKeptLongEnough(
    tx: Tx,
    { days, most }: { days: number; most: number },
  ): Promise<{ id: string; applicationId: string }[]> {
    return tx.query(
      `DELETE FROM onboarding.document WHERE id IN (
         SELECT d.id FROM onboarding.document d JOIN onboarding.application a ON a.id = d.application_id
         WHERE a.state IN ('WITHDRAWN', 'EXPIRED') AND a.state_since < now() - make_interval(days => $1)
         ORDER BY d.id LIMIT $2)
       RETURNING id, application_id AS "applicationId"`,
      [days, most],
    );
  }

  /** Which of the ids are documents. */
  async known(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }>(
      'SELECT id FROM onboarding.document WHERE id = ANY ($1::uuid[])',
      [ids],
    );
    return new Set(rows.map(({ id }) => id));
  }
}
