import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { newId } from '../kernel/index.js';
import { ANONYMOUS, type RequestContext, type UserCaller } from '../platform/access/index.js';
import { poolOf, UnitOfWork, type Tx } from '../platform/database/index.js';
import { ApiKeyRepository, type KeyCaller } from './api-key.repository.js';
import type { MicrosoftPerson } from './microsoft.rules.js';
import { SessionRepository } from './session.repository.js';

type Statement = Pick<Tx, 'named'>;

/**
 * Authentication comes before every request, so it is one statement without a transaction: its functions need no
 * scope. When the connection breaks, the unit of work asks again and waits for the database to come back.
 */
@Injectable()
export class CallerRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly work: UnitOfWork,
    private readonly sessions: SessionRepository,
    private readonly keys: ApiKeyRepository,
  ) {}

  bySession(sessionId: string): Promise<UserCaller | undefined> {
    return this.ask((statement) => this.sessions.callerOf(statement, sessionId));
  }

  bySessions(sessionIds: readonly string[]): Promise<ReadonlyMap<string, UserCaller>> {
    return this.ask((statement) => this.sessions.callersOf(statement, sessionIds));
  }

  byMicrosoft(person: MicrosoftPerson): Promise<UserCaller | undefined> {
    return this.ask((statement) => this.sessions.callerByMicrosoft(statement, person));
  }

  byKey(publicId: string): Promise<KeyCaller | undefined> {
    return this.ask((statement) => this.keys.callerOf(statement, publicId));
  }

  touchKey(keyId: string): Promise<void> {
    return this.keys.touch(this.single, keyId);
  }

  private async ask<T>(question: (statement: Statement) => Promise<T>): Promise<T> {
    try {
      return await question(this.single);
    } catch {
      return this.work.read(nobody(), question);
    }
  }

  private readonly single: Statement = {
    named: async <Row>(name: string, text: string, values: unknown[]): Promise<Row[]> => {
      const result = await poolOf(this.dataSource).query<Row & object>({ name, text, values });
      return result.rows;
    },
  };
}

function nobody(): RequestContext {
  return { requestId: newId(), caller: ANONYMOUS, ip: null, userAgent: null };
}
