import { Global, Logger, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../config/index.js';
import { READINESS } from '../observe/index.js';
import { appDataSourceOptions } from './data-source.js';
import { DatabaseReadiness } from './database-readiness.js';
import { assertServable } from './startup-check.js';
import { UnitOfWork } from './unit-of-work.js';
import { UnitWatch } from './unit-watch.js';

const logger = new Logger('Database');

/** Connects to the database as portal_app and offers the unit of work. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [CONFIG],
      useFactory: (config: Config) => ({
        ...appDataSourceOptions(config, (error) => {
          logger.warn(`A database connection broke while it was idle: ${error.message}`);
        }),
        // The data source is opened once: a server that cannot reach its database at the start says so and ends.
        toRetry: () => false,
      }),
      dataSourceFactory: async (options) => {
        if (options === undefined) {
          throw new Error('The data source has no options.');
        }
        const dataSource = await new DataSource(options).initialize();
        try {
          await assertServable(dataSource);
        } catch (error) {
          await dataSource.destroy();
          throw error;
        }
        return dataSource;
      },
    }),
  ],
  providers: [
    UnitOfWork,
    UnitWatch,
    DatabaseReadiness,
    { provide: READINESS, useExisting: DatabaseReadiness },
  ],
  exports: [UnitOfWork, READINESS],
})
export class PlatformDatabaseModule {}
