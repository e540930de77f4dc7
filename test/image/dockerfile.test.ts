import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { copyOf, parseDockerfile } from './dockerfile.ts';
import { DOCKERFILE_RULES, findBreaches } from './dockerfile-rules.ts';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const context = { root, node: String(dependencies.node) };

describe('the Dockerfile', () => {
  it('keeps its rules', () => {
    expect(findBreaches(text, context)).to.deep.equal([]);
  });

  it('has been read: two stages, and what each rule looks at', () => {
    const stages = parseDockerfile(text);
    expect(stages.map(({ name }) => name)).to.deep.equal(['build', undefined]);
    const names = new Set(stages.flatMap(({ instructions }) => instructions.map(({ name }) => name)));
    expect([...names]).to.include.members(['COPY', 'RUN', 'ARG', 'ENV', 'LABEL', 'USER', 'ENTRYPOINT']);
  });

  it('says which commit it was built from, when it is told', () => {
    const last = parseDockerfile(text).at(-1);
    const label = last?.instructions.find(({ name }) => name === 'LABEL');
    expect(label?.text).to.include('org.opencontainers.image.revision=$COMMIT');
    expect(last?.instructions.find(({ name }) => name === 'ARG')?.text).to.match(/^COMMIT=/);
  });

  const bad: readonly [rule: keyof typeof DOCKERFILE_RULES, from: string | RegExp, to: string][] = [
    ['names its images exactly', /:24[\w.-]+\n/, ':latest\n'],
    ['names its images exactly', /:24[\w.-]+\n/, '\n'],
    ['names its images exactly', /:24[\w.-]+\n/, ':22.1.0-trixie-slim\n'],
    ['is small: the last stage holds no more than Node and what another stage made', /-slim\n/, '\n'],
    [
      'is small: the last stage holds no more than Node and what another stage made',
      'COPY --from=build /out',
      'COPY scripts',
    ],
    [
      'is small: the last stage holds no more than Node and what another stage made',
      'USER',
      'RUN apt-get update\nUSER',
    ],
    ['has no dev dependencies', ' --omit=dev', ''],
    ['has no dev dependencies', 'npm ci', 'npm install'],
    ['runs as a user who is not root, by number', 'USER 1000:1000', 'USER node'],
    ['runs as a user who is not root, by number', 'USER 1000:1000', 'USER 0'],
    ['runs as a user who is not root, by number', 'USER 1000:1000', ''],
    [
      'gets its signals: the entry point is in exec form',
      '["node", "/app/container.mjs"]',
      'node /app/container.mjs',
    ],
    ['gets its signals: the entry point is in exec form', /ENTRYPOINT.*/, 'CMD node /app/container.mjs'],
    ['is written to in /tmp alone, as a function is', 'USER', 'VOLUME /data\nUSER'],
    ['is written to in /tmp alone, as a function is', 'VOLUME ["/tmp"]', ''],
    ['copies only what there is', 'COPY functions functions', 'COPY function functions'],
    ['copies only what there is', 'COPY functions functions', 'COPY . .'],
    ['copies only what there is', 'COPY functions', 'ADD functions'],
    ['copies only what there is', '--from=build', '--from=builder'],
    ['holds no secret', 'ARG COMMIT=unknown', 'ARG COMMIT=unknown\nARG NPM_TOKEN'],
  ];
  for (const [rule, from, to] of bad) {
    it(`would not pass with ${JSON.stringify(to)}: ${rule}`, () => {
      const changed = text.replace(from, to);
      expect(changed).not.to.equal(text);
      expect(findBreaches(changed, context).join('\n')).to.include(`${rule}: `);
    });
  }

  it('shows every rule to fail', () => {
    expect([...new Set(bad.map(([rule]) => rule))]).to.have.members(Object.keys(DOCKERFILE_RULES));
  });
});

describe('.dockerignore', () => {
  const lines = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
  const rules = lines.filter(line => line !== '' && !line.startsWith('#'));

  it('begins with nothing, and lets in exactly what the build stage copies', () => {
    const copied = parseDockerfile(text).flatMap(({ instructions }) =>
      instructions
        .filter(({ name, flags }) => name === 'COPY' && flags.from === undefined)
        .flatMap(one => copyOf(one).sources),
    );
    expect(copied).not.to.be.empty;
    expect(rules[0]).to.equal('*');
    expect(rules.slice(1).toSorted()).to.deep.equal(copied.map(source => `!${source}`).toSorted());
  });
});
