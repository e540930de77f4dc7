import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect } from 'chai';

const root = join(import.meta.dirname, '..');

/** One source file: its path from the root, and what it says. */
interface Source {
  readonly path: string;
  readonly text: string;
}

describe('the architecture', () => {
  const sources = ['scripts', 'functions'].flatMap(readSources);

  it('has looked at every area', () => {
    const areas = new Set(sources.map(({ path }) => areaOf(path)));
    expect([...areas]).to.include.members(['cli', 'deploy', 'pool', 'local', 'aws', 'functions']);
    expect(sources.flatMap(importsOf).length).to.be.greaterThan(sources.length);
  });

  it('keeps its arrows', () => {
    expect(sources.flatMap(findBreaches)).to.deep.equal([]);
  });

  const bad: readonly [path: string, text: string, says: string][] = [
    ['scripts/image/x.ts', "import { y } from '../local/y.ts';", 'imports local'],
    ['scripts/aws/x.ts', "import { y } from '../deploy/y.ts';", 'imports deploy'],
    ['scripts/pool/x.ts', "import type { y } from '../deploy/plan.ts';", 'imports deploy'],
    ['scripts/deploy/x.ts', "import { y } from '../cli/y.ts';", 'imports cli'],
    ['scripts/deploy/x.ts', "import { y } from '../cloudpool.ts';", 'imports entry'],
    ['scripts/pool/x.ts', "export { y } from '../../functions/runtime/worker.ts';", 'imports functions'],
    ['scripts/pool/x.ts', "const y = await import('../../functions/prices/index.ts');", 'imports functions'],
    ['functions/runtime/x.ts', "import { y } from '../../scripts/errors.ts';", 'imports shared'],
    ['functions/runtime/protocol/x.ts', "import { y } from '../worker.ts';", 'imports functions'],
    ['scripts/deploy/x.ts', "import { S3Client } from '@aws-sdk/client-s3';", 'imports @aws-sdk/client-s3'],
    ['scripts/pool/x.ts', "import '@aws-sdk/client-sqs';", 'imports @aws-sdk/client-sqs'],
    ['scripts/pool/x.ts', "console.log('done');", 'prints'],
    ['scripts/deploy/x.ts', "process.stdout.write('done');", 'prints'],
    ['scripts/local/x.ts', "import { stdout } from 'node:process';", 'prints'],
  ];
  for (const [path, text, says] of bad) {
    it(`refuses ${path} with ${text}`, () => {
      expect(findBreaches({ path, text })).to.deep.equal([`${path} ${says}`]);
    });
  }

  const good: readonly [path: string, text: string][] = [
    ['scripts/cloudpool.ts', "import { main } from './cli/main.ts'; process.stdout.write('x');"],
    ['scripts/cli/x.ts', "import { deploy } from '../deploy/deploy.ts'; console.log('x');"],
    ['scripts/pool/x.ts', "import { y } from '../../functions/runtime/protocol/keys.ts';"],
    ['scripts/aws/x.ts', "import { S3Client } from '@aws-sdk/client-s3'; import { y } from '../errors.ts';"],
    ['scripts/cli/x.ts', "const source = `import { task } from '../../functions/prices/index.ts';`;"],
    ['scripts/deploy/x.ts', '// console.log is for renderers\n/* process.stdout too */'],
  ];
  for (const [path, text] of good) {
    it(`lets ${path} stand with ${text}`, () => {
      expect(findBreaches({ path, text })).to.deep.equal([]);
    });
  }
});

/** Who may import whom, besides its own area. `shared` is what stands directly in scripts/: errors, clock. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  entry: ['cli', 'shared'],
  docs: ['deploy', 'environment', 'shared'],
  tool: ['docs', 'image', 'local', 'shared'],
  cli: ['deploy', 'environment', 'image', 'pool', 'estimate', 'local', 'aws', 'shared', 'protocol'],
  // The client reads environment files; nothing else of the deploy is its business.
  // It weighs a run's cost before it submits: the estimate is arithmetic and knows none of the others.
  pool: ['aws', 'shared', 'protocol', 'environment', 'estimate'],
  // A plan names the price and the time of a change.
  deploy: ['aws', 'shared', 'protocol', 'environment', 'estimate'],
  environment: ['deploy', 'shared'],
  estimate: ['shared', 'protocol'],
  // What a container image holds: bundles of functions, as a deploy makes them.
  image: ['deploy', 'shared'],
  local: ['aws', 'shared', 'protocol'],
  aws: ['shared', 'protocol'],
  shared: [],
  functions: ['protocol'],
  protocol: [],
};

function findBreaches(source: Source): readonly string[] {
  return [...findWrongImports(source), ...findPrinting(source)].map(breach => `${source.path} ${breach}`);
}

function findWrongImports(source: Source): readonly string[] {
  const area = areaOf(source.path);
  return importsOf(source).flatMap(specifier => {
    if (specifier.startsWith('@aws-sdk/')) return mayUseSdk(area) ? [] : [`imports ${specifier}`];
    if (!specifier.startsWith('.')) return [];
    const target = areaOf(normalize(join(dirname(source.path), specifier)));
    return target === area || arrows[area]?.includes(target) ? [] : [`imports ${target}`];
  });
}

function mayUseSdk(area: string): boolean {
  return area === 'aws' || area === 'functions' || area === 'protocol';
}

/** Logic reports events; only renderers print. What runs inside a function writes to its log. */
function findPrinting({ path, text }: Source): readonly string[] {
  if (['cli', 'entry', 'tool', 'functions', 'protocol'].includes(areaOf(path))) return [];
  const code = withoutComments(text);
  const prints =
    /\bconsole\s*\.\s*\w+\s*\(/.test(code) ||
    /\bprocess\s*\.\s*std(out|err)\b/.test(code) ||
    /\bimport\s*\{[^}]*\bstd(out|err)\b[^}]*\}\s*from\s*'node:process'/.test(code);
  return prints ? ['prints'] : [];
}

function areaOf(path: string): string {
  if (path === 'scripts/cloudpool.ts') return 'entry';
  // Run by hand and by CI, beside the command line.
  if (path === 'scripts/local/stop-leftovers.ts') return 'tool';
  // A program of its own: what it prints is its log.
  if (path === 'scripts/local/agent/agent.ts') return 'tool';
  if (path === 'scripts/docs/write.ts') return 'tool';
  if (path === 'scripts/image/write.ts') return 'tool';
  if (path === 'scripts/deploy/environment/environment.ts') return 'environment';
  if (path.startsWith('functions/runtime/protocol/')) return 'protocol';
  if (path.startsWith('functions/')) return 'functions';
  const [, folder, file] = path.split('/');
  return file === undefined ? 'shared' : (folder ?? 'shared');
}

function importsOf({ text }: Source): readonly string[] {
  const code = withoutComments(withoutTemplates(text));
  const forms = [/\b(?:import|export)\b[^'";]*?\bfrom\s*'([^']+)'/g, /\bimport\s*\(?\s*'([^']+)'/g];
  return forms.flatMap(form => [...code.matchAll(form)].map(match => match[1] ?? ''));
}

// What stands in a template literal is text that the file writes, such as the source of a new function.
function withoutTemplates(text: string): string {
  return text.replace(/`(?:\\.|[^`\\])*`/g, '``');
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

function readSources(folder: string): readonly Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => ({ path: join(folder, name), text: readFileSync(join(root, folder, name), 'utf8') }));
}
