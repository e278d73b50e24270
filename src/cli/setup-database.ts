import { APP_ROLE, setUpDatabase, setupDatabaseSql } from '../platform/database/roles.sql.js';
import { progress, requiredMigrationUrl, runTool } from './command-line.tool.js';

const usage = `
npm run setup-database              makes the roles and extensions in the database of MIGRATION_DATABASE_URL
npm run setup-database -- --print   prints the SQL instead, for a managed server whose administrator runs it
The password of portal_app is the one in DATABASE_URL. It can be run again.
`;

await runTool(usage, async (args, config) => {
  if (args.includes('--print')) {
    process.stdout.write(setupDatabaseSql({ app: '<the password in DATABASE_URL>' }));
    return;
  }
  const { database } = config();
  if (database.url === undefined) {
    throw new Error(
      'DATABASE_URL is not set. The embedded database makes its roles itself, when npm start starts it.',
    );
  }
  const login = new URL(database.url);
  if (decodeURIComponent(login.username) !== APP_ROLE || login.password === '') {
    throw new Error(`DATABASE_URL must be the login ${APP_ROLE}, with a password of your choice.`);
  }
  const password = decodeURIComponent(login.password);
  await setUpDatabase(requiredMigrationUrl(config()), { app: password });
  progress('The roles and extensions are there. Next: npm run migrate');
});
