const { modules, forbiddenTargets } = require('./scripts/module-arrows.cjs');

const anyModule = `(${modules.join('|')})`;
const npmPackage = (...names) => `node_modules/(@types/)?(${names.join('|')})/`;
const test = '(^test/|\\.(e2e-)?spec\\.ts$)';

/** One rule per module, so that a breach names the module whose arrow is missing. */
const arrowRules = modules.map((name) => ({
  name: `arrow-${name}`,
  severity: 'error',
  comment: `src/${name} may not import this module: see scripts/module-arrows.cjs. A lower module that must ask an upper one declares a port; a field that points up is added by the upper module.`,
  from: { path: `^src/${name}/`, pathNot: test },
  to: { path: `^src/(${forbiddenTargets(name).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...arrowRules,
    {
      name: 'no-file-cycle',
      severity: 'error',
      comment: 'Files that need each other are one file, or a third one is missing.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-folder-cycle',
      severity: 'error',
      comment: 'Folders that need each other cannot be read, tested or moved alone.',
      scope: 'folder',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'front-door',
      severity: 'error',
      comment: 'A module is entered through its index.ts only.',
      from: { path: `^src/${anyModule}/`, pathNot: test },
      to: { path: `^src/${anyModule}/`, pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$'] },
    },
    {
      name: 'front-door-of-root',
      severity: 'error',
      comment: 'The composition root, too, enters a module through its index.ts.',
      from: { path: '^src/([^/]+\\.ts$|cli/)', pathNot: test },
      to: { path: `^src/${anyModule}/`, pathNot: '^src/[^/]+/index\\.ts$' },
    },
    {
      name: 'front-door-shows-no-rows',
      severity: 'error',
      comment:
        'index.ts gives services, GraphQL types and loaders, never entities or repositories.',
      from: { path: `^src/${anyModule}/index\\.ts$` },
      to: { path: '\\.(entity|repository)\\.ts$' },
    },
    {
      name: 'database-stays-in-persistence',
      severity: 'error',
      comment:
        'typeorm and pg appear only in entities, repositories, platform/database, platform/jobs and migrations.',
      from: {
        path: '^src/',
        pathNot: ['\\.(entity|repository)\\.ts$', '^src/platform/(database|jobs)/', test],
      },
      to: { path: npmPackage('typeorm', '@nestjs/typeorm', 'pg', 'pg-[^/]+') },
    },
    {
      name: 'pure-files-are-pure',
      severity: 'error',
      comment:
        'Machines, rules and problems import the kernel and each other; from their own module they may take types.',
      from: { path: '\\.(machine|rules|problems)\\.ts$' },
      to: {
        pathNot: ['^src/kernel/', '\\.(machine|rules|problems)\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'resolvers-never-see-repositories',
      severity: 'error',
      comment: 'A resolver unwraps its arguments, calls one service or command, and returns.',
      from: { path: '\\.resolver\\.ts$' },
      to: { path: '\\.repository\\.ts$' },
    },
    {
      name: 'kernel-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: test },
      to: { path: '^(src|migrations|test|scripts)/', pathNot: '^src/kernel/' },
    },
    {
      name: 'kernel-is-plain-typescript',
      severity: 'error',
      comment: 'The kernel knows neither the framework nor the database nor GraphQL.',
      from: { path: '^src/kernel/', pathNot: test },
      to: { path: 'node_modules/', pathNot: npmPackage('decimal\\.js', 'uuid', 'node') },
    },
    {
      name: 'platform-imports-only-the-kernel',
      severity: 'error',
      comment:
        'What the platform must ask a module, it asks through a port that the module registers.',
      from: { path: '^src/platform/', pathNot: test },
      to: { path: '^(src|migrations|test|scripts)/', pathNot: '^src/(platform|kernel)/' },
    },
    {
      name: 'nobody-imports-the-root',
      severity: 'error',
      comment:
        'main, create-app, app.module and cli stand on everything; only they and tests know them.',
      from: { path: `^src/${anyModule}/`, pathNot: test },
      to: { path: '^src/([^/]+\\.ts$|cli/)' },
    },
    {
      name: 'migrations-stand-alone',
      severity: 'error',
      comment:
        'A migration must do the same for ever, so it imports no code of ours that will change.',
      from: { path: '^migrations/' },
      to: { path: '^(src|test|scripts)/' },
    },
    {
      name: 'source-never-sees-tests',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: test },
      to: { path: test },
    },
    {
      name: 'no-development-package-at-run-time',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: test },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
    {
      name: 'no-unlisted-package',
      severity: 'error',
      comment: 'A package that package.json does not name is there by accident.',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-orphan',
      severity: 'error',
      comment: 'Nothing imports it and it imports nothing: delete it.',
      from: { orphan: true, path: '^src/', pathNot: ['^src/main\\.ts$', '^src/cli/', test] },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|\\.data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.test.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
